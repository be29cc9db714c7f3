package io.coxswain.api.resource;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Nodes. */
final class NodeStrategy extends StandardStrategy {

  NodeStrategy() {
    super(Traits.CLUSTER.withStatus());
  }

  /** A node brings its status along: kubelets register with it. */
  @Override
  public JsonObject prepareForCreate(JsonObject object) {
    return defaults(object);
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    JsonObject spec = object.object("spec");
    String one = spec.string("podCIDR", "");
    if (!one.isEmpty() && spec.array("podCIDRs").isEmpty()) {
      return object.withAt(JsonArray.ofStrings(one), "spec", "podCIDRs");
    }
    if (one.isEmpty() && !spec.array("podCIDRs").isEmpty()) {
      return object.withAt(spec.array("podCIDRs").get(0), "spec", "podCIDR");
    }
    return object;
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    JsonObject spec = object.object("spec");
    Set<String> seen = new HashSet<>();
    int i = 0;
    for (JsonObject taint : spec.objects("taints")) {
      String at = "metadata.taints[" + i++ + "]"; // so upstream calls it
      String key = taint.string("key", "");
      Check.invalid(at + ".key", key, Names.qualifiedName(key), errors);
      String value = taint.string("value", "");
      Check.invalid(at + ".value", value, Names.labelValue(value), errors);
      ContainerRules.oneOfRequired(
          at + ".effect",
          taint.string("effect", ""),
          List.of("NoSchedule", "PreferNoSchedule", "NoExecute"),
          errors);
      if (!seen.add(key + "/" + taint.string("effect", ""))) {
        errors.add(
            new FieldError(
                "FieldValueDuplicate",
                at,
                "Duplicate value: "
                    + shown(taint).text()
                    + ": taints must be unique by key and effect pair"));
      }
    }
    i = 0;
    for (String cidr : spec.strings("podCIDRs")) {
      Check.invalid("spec.podCIDRs[" + i++ + "]", cidr, Addresses.cidr(cidr), errors);
    }
    if (spec.array("podCIDRs").size() > 2) {
      errors.add(
          FieldError.invalid(
              "spec.podCIDRs",
              spec.get("podCIDRs"),
              "may specify no more than one CIDR for each IP family"));
    }
  }

  /** As upstream shows it: in Go's names. */
  private static JsonObject shown(JsonObject taint) {
    return JsonObject.builder()
        .put("Key", taint.string("key", ""))
        .put("Value", taint.string("value", ""))
        .put("Effect", taint.string("effect", ""))
        .put("TimeAdded", taint.has("timeAdded") ? taint.get("timeAdded") : JsonNull.NULL)
        .build();
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    validateBody(object, errors);
    JsonObject now = object.object("spec");
    JsonObject before = old.object("spec");
    if (!before.array("podCIDRs").isEmpty()
        && !before.array("podCIDRs").equals(now.array("podCIDRs"))) {
      errors.add(
          FieldError.forbidden(
              "spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid"));
    }
    String provider = before.string("providerID", "");
    if (!provider.isEmpty() && !provider.equals(now.string("providerID", ""))) {
      errors.add(
          FieldError.forbidden(
              "spec.providerID",
              "node updates may not change providerID except from \"\" to valid"));
    }
  }

  @Override
  public String selectableField(JsonObject object, String path) {
    return path.equals("spec.unschedulable")
        ? Boolean.toString(object.object("spec").bool("unschedulable", false))
        : super.selectableField(object, path);
  }

  @Override
  public Columns columns() {
    return CoreColumns.NODES;
  }
}
