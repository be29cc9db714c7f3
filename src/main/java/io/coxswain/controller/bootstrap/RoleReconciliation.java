package io.coxswain.controller.bootstrap;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.List;

/**
 * What a default role or binding lacks (upstream: pkg/registry/rbac/reconciliation, union mode):
 * permissions, subjects, labels that were added by a newer version come in, what an administrator
 * added stays. Pure.
 */
final class RoleReconciliation {
  private RoleReconciliation() {}

  /** Whether an administrator keeps this object for himself. */
  static boolean isProtected(JsonObject existing) {
    return "false".equals(Meta.annotation(existing, RbacPolicy.AUTO_UPDATE));
  }

  /** A binding's role cannot be changed: one to another role is made anew. */
  static boolean mustReplace(JsonObject existing, JsonObject expected) {
    return expected.has("roleRef")
        && !(existing
                .object("roleRef")
                .string("kind", "")
                .equals(expected.object("roleRef").string("kind", ""))
            && existing
                .object("roleRef")
                .string("name", "")
                .equals(expected.object("roleRef").string("name", "")));
  }

  /** {@code existing} with what it lacks; {@code existing} itself where it lacks nothing. */
  static JsonObject reconciled(JsonObject existing, JsonObject expected) {
    JsonObject out = existing;
    for (String field : List.of("labels", "annotations")) {
      JsonObject own = Meta.of(out).object(field);
      JsonObject merged =
          JsonObject.builder().putAll(Meta.of(expected).object(field)).putAll(own).build();
      if (!merged.equals(own)) {
        out = Meta.with(out, field, merged);
      }
    }
    // The rules of an aggregated role belong to the aggregation controller.
    if (expected.has("aggregationRule")) {
      return withAggregation(out, expected);
    }
    out = withMissing(out, expected, "rules");
    return withMissing(out, expected, "subjects");
  }

  private static JsonObject withAggregation(JsonObject existing, JsonObject expected) {
    JsonArray own = existing.object("aggregationRule").array("clusterRoleSelectors");
    JsonArray all = union(own, expected.object("aggregationRule").array("clusterRoleSelectors"));
    return all.equals(own)
        ? existing
        : existing.with("aggregationRule", JsonObject.of("clusterRoleSelectors", all));
  }

  private static JsonObject withMissing(JsonObject existing, JsonObject expected, String field) {
    JsonArray own = existing.array(field);
    JsonArray all = union(own, expected.array(field));
    return all.equals(own) ? existing : existing.with(field, all);
  }

  private static JsonArray union(JsonArray own, JsonArray wanted) {
    List<Json> out = new ArrayList<>(own.items());
    for (JsonObject item : wanted.objects()) {
      if (own.objects().stream().noneMatch(o -> covers(o, item))) {
        out.add(item);
      }
    }
    return JsonArray.of(out);
  }

  /**
   * Whether {@code own} says at least what {@code wanted} says: lists contain, the rest is equal.
   */
  private static boolean covers(JsonObject own, JsonObject wanted) {
    if (own.has("resourceNames") && !wanted.has("resourceNames")) {
      return false;
    }
    for (var field : wanted.fields().entrySet()) {
      Json value = own.get(field.getKey());
      boolean good =
          value instanceof JsonArray have && field.getValue() instanceof JsonArray want
              ? have.strings().contains("*") || have.items().containsAll(want.items())
              : field.getValue().equals(value);
      if (!good) {
        return false;
      }
    }
    return true;
  }
}
