package io.coxswain.controller.bootstrap;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvr;
import java.util.List;

/** The mandatory objects of API priority and fairness (upstream: flowcontrol/bootstrap). */
final class FlowControlObjects {
  private static final String API_VERSION = "flowcontrol.apiserver.k8s.io/v1";

  private FlowControlObjects() {}

  static List<DefaultObjects.Item> all() {
    return List.of(
        level(
            "exempt", JsonObject.builder().put("type", "Exempt").put("exempt", shares(0)).build()),
        level(
            "catch-all",
            JsonObject.builder()
                .put("type", "Limited")
                .put("limited", shares(5).with("limitResponse", JsonObject.of("type", "Reject")))
                .build()),
        schema("exempt", 1, "", List.of("system:masters")),
        schema(
            "catch-all",
            10_000,
            "ByUser",
            List.of("system:unauthenticated", "system:authenticated")));
  }

  private static JsonObject shares(long shares) {
    return JsonObject.builder()
        .put("nominalConcurrencyShares", shares)
        .put("lendablePercent", 0)
        .build();
  }

  private static DefaultObjects.Item level(String name, JsonObject spec) {
    return new DefaultObjects.Item(
        Gvr.of(API_VERSION, "prioritylevelconfigurations"),
        annotated("PriorityLevelConfiguration", name).with("spec", spec));
  }

  private static DefaultObjects.Item schema(
      String name, int precedence, String distinguisher, List<String> groups) {
    JsonArray all = JsonArray.ofStrings("*");
    JsonObject rules =
        JsonObject.builder()
            .put(
                "subjects",
                groups.stream().map(FlowControlObjects::group).collect(JsonArray.collector()))
            .put(
                "resourceRules",
                JsonArray.of(
                    JsonObject.builder()
                        .put("verbs", all)
                        .put("apiGroups", all)
                        .put("resources", all)
                        .put("clusterScope", true)
                        .put("namespaces", all)
                        .build()))
            .put(
                "nonResourceRules",
                JsonArray.of(
                    JsonObject.builder().put("verbs", all).put("nonResourceURLs", all).build()))
            .build();
    var spec =
        JsonObject.builder()
            .put("priorityLevelConfiguration", JsonObject.of("name", name))
            .put("matchingPrecedence", precedence);
    if (!distinguisher.isEmpty()) {
      spec.put("distinguisherMethod", JsonObject.of("type", distinguisher));
    }
    return new DefaultObjects.Item(
        Gvr.of(API_VERSION, "flowschemas"),
        annotated("FlowSchema", name).with("spec", spec.put("rules", JsonArray.of(rules)).build()));
  }

  private static JsonObject group(String name) {
    return JsonObject.builder()
        .put("kind", "Group")
        .put("group", JsonObject.of("name", name))
        .build();
  }

  private static JsonObject annotated(String kind, String name) {
    JsonObject object = DefaultObjects.object(API_VERSION, kind, "", name);
    return object.with(
        "metadata",
        object
            .object("metadata")
            .with("annotations", JsonObject.of("apf.kubernetes.io/autoupdate-spec", "true")));
  }
}
