package io.coxswain.controller.customresource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether the names a definition asks for are free in its group. */
final class NameConflicts {
  /**
   * @param reason such as {@code PluralConflict}; empty for no conflict
   */
  record Answer(String reason, String message) {
    static final Answer NONE = new Answer("", "");

    boolean free() {
      return reason.isEmpty();
    }
  }

  private NameConflicts() {}

  static Answer of(JsonObject definition, Collection<JsonObject> all) {
    Set<String> resources = new HashSet<>();
    Set<String> kinds = new HashSet<>();
    String group = definition.object("spec").string("group", "");
    for (JsonObject other : all) {
      boolean same = Meta.name(other).equals(Meta.name(definition));
      if (!same && other.object("spec").string("group", "").equals(group)) {
        JsonObject names = other.object("status").object("acceptedNames");
        resources.add(names.string("plural", ""));
        resources.add(names.string("singular", ""));
        resources.addAll(names.strings("shortNames"));
        kinds.add(names.string("kind", ""));
        kinds.add(names.string("listKind", ""));
      }
    }
    JsonObject names = definition.object("spec").object("names");
    Answer answer = one("Plural", names.string("plural", ""), resources);
    answer = answer.free() ? one("Singular", names.string("singular", ""), resources) : answer;
    List<String> shortNames = names.strings("shortNames");
    for (String name : shortNames) {
      answer = answer.free() ? one("ShortNames", name, resources) : answer;
    }
    answer = answer.free() ? one("Kind", names.string("kind", ""), kinds) : answer;
    return answer.free() ? one("ListKind", names.string("listKind", ""), kinds) : answer;
  }

  private static Answer one(String what, String name, Set<String> taken) {
    return name.isEmpty() || !taken.contains(name)
        ? Answer.NONE
        : new Answer(what + "Conflict", "\"" + name + "\" is already in use");
  }
}
