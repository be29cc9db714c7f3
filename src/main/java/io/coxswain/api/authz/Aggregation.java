package io.coxswain.api.authz;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The rules of an aggregated ClusterRole: those of the roles its selectors choose. */
public final class Aggregation {
  private Aggregation() {}

  public static boolean isAggregated(JsonObject clusterRole) {
    return !clusterRole.object("aggregationRule").objects("clusterRoleSelectors").isEmpty();
  }

  /**
   * {@code role} with the rules its {@code aggregationRule} asks for; {@code role} itself where
   * nothing changes.
   *
   * @param all every ClusterRole, {@code role} may be among them
   */
  public static JsonObject aggregate(JsonObject role, Collection<JsonObject> all) {
    List<JsonObject> sorted = all.stream().sorted(Comparator.comparing(Meta::name)).toList();
    Set<JsonObject> rules = new LinkedHashSet<>();
    for (JsonObject json : role.object("aggregationRule").objects("clusterRoleSelectors")) {
      LabelSelector selector = LabelSelector.ofObject(json);
      for (JsonObject other : sorted) {
        if (!Meta.name(other).equals(Meta.name(role)) && selector.matches(Meta.labels(other))) {
          rules.addAll(other.objects("rules"));
        }
      }
    }
    return role.with("rules", JsonArray.of(rules));
  }
}
