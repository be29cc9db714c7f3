package io.coxswain.api.authn;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An authenticated user (authentication.k8s.io UserInfo). */
public record UserInfo(
    String name, String uid, List<String> groups, Map<String, List<String>> extra) {
  public static final String AUTHENTICATED = "system:authenticated";
  public static final String UNAUTHENTICATED = "system:unauthenticated";
  public static final String MASTERS = "system:masters";

  /** The extra that names the credential a request came with. */
  public static final String CREDENTIAL_ID = "authentication.kubernetes.io/credential-id";

  public static final UserInfo ANONYMOUS =
      new UserInfo("system:anonymous", "", List.of(UNAUTHENTICATED), Map.of());

  public boolean in(String group) {
    return groups.contains(group);
  }

  /** With one group more, at the end. */
  public UserInfo withGroup(String group) {
    if (in(group)) {
      return this;
    }
    List<String> more = new ArrayList<>(groups);
    more.add(group);
    return new UserInfo(name, uid, List.copyOf(more), extra);
  }

  /** As {@code status.user} or {@code status.userInfo} of the reviews. */
  public JsonObject json() {
    var out = JsonObject.builder().put("username", name);
    if (!uid.isEmpty()) {
      out.put("uid", uid);
    }
    if (!groups.isEmpty()) {
      out.put("groups", JsonArray.ofStrings(groups));
    }
    if (!extra.isEmpty()) {
      var extras = JsonObject.builder();
      extra.forEach((key, values) -> extras.put(key, JsonArray.ofStrings(values)));
      out.put("extra", extras.build());
    }
    return out.build();
  }
}
