package io.coxswain.controller.clusterrole;

import io.coxswain.client.Informer;
import io.coxswain.client.PatchType;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Keeps {@code rules} of a ClusterRole with an aggregationRule the union of what it selects. */
public final class ClusterRoleAggregationController {
  private static final String INDEX = "aggregated";

  private final ControllerContext context;
  private final Informer roles;

  private ClusterRoleAggregationController(ControllerContext context) {
    this.context = context;
    this.roles = context.informers().of(Resources.CLUSTER_ROLES);
    roles.addIndex(INDEX, role -> role.has("aggregationRule") ? List.of("yes") : List.of());
  }

  public static AutoCloseable start(ControllerContext context) {
    ClusterRoleAggregationController controller = new ClusterRoleAggregationController(context);
    WorkQueue<String> queue = new WorkQueue<>(context.timer());
    // Any role may be selected by any of the few aggregated ones.
    controller.roles.onEvent(
        (old, now) ->
            controller.roles.byIndex(INDEX, "yes").forEach(role -> queue.add(Meta.name(role))));
    return Controller.start(
        "clusterroleaggregation", queue, 1, List.of(controller.roles), controller::reconcile);
  }

  private Result reconcile(String name) {
    JsonObject role = roles.get(ObjectKey.of("", name));
    if (role == null || !role.has("aggregationRule")) {
      return Result.DONE;
    }
    JsonArray rules = rules(role, roles.list());
    if (!rules.equals(role.array("rules"))) {
      JsonObject patch =
          JsonObject.builder()
              .put("metadata", JsonObject.of("resourceVersion", Meta.resourceVersion(role)))
              .put("rules", rules)
              .build();
      context.client().patch(Resources.CLUSTER_ROLES, "", name, null, PatchType.MERGE, patch);
    }
    return Result.DONE;
  }

  /** The rules of all selected roles in the order of their names, each once. */
  static JsonArray rules(JsonObject role, List<JsonObject> all) {
    Set<Json> out = new LinkedHashSet<>();
    List<JsonObject> byName = all.stream().sorted(Comparator.comparing(Meta::name)).toList();
    for (JsonObject selector : role.object("aggregationRule").objects("clusterRoleSelectors")) {
      LabelSelector labels = LabelSelector.ofObject(selector);
      for (JsonObject other : byName) {
        if (labels.matches(other) && !Meta.name(other).equals(Meta.name(role))) {
          out.addAll(other.array("rules").items());
        }
      }
    }
    return JsonArray.of(out);
  }
}
