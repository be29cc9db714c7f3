package io.coxswain.api.authz;

import io.coxswain.api.authn.UserInfo;
import io.coxswain.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Subjects of role bindings as index keys, so that a request looks up only its own bindings. */
final class Subjects {
  private Subjects() {}

  /** The keys under which bindings of this user are found: the name and every group. */
  static List<String> keysOf(UserInfo user) {
    List<String> out = new ArrayList<>(user.groups().size() + 1);
    out.add("user " + user.name());
    user.groups().forEach(group -> out.add("group " + group));
    return out;
  }

  /**
   * @param bindingNamespace where a ServiceAccount subject without namespace is looked for; empty
   *     for cluster role bindings
   */
  static List<String> keysOf(JsonObject binding, String bindingNamespace) {
    List<String> out = new ArrayList<>();
    for (JsonObject subject : binding.objects("subjects")) {
      String name = subject.string("name", "");
      switch (subject.string("kind", "")) {
        case "User" -> out.add("user " + name);
        case "Group" -> out.add("group " + name);
        case "ServiceAccount" -> {
          String namespace = subject.string("namespace", bindingNamespace);
          if (!namespace.isEmpty()) {
            out.add("user system:serviceaccount:" + namespace + ":" + name);
          }
        }
        default -> {
          continue; // validation refuses other kinds; a stored one grants nothing
        }
      }
    }
    return out.stream().distinct().toList();
  }
}
