package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Meta;
import java.util.List;
import java.util.Set;

/** Pods. */
final class PodStrategy extends StandardStrategy {
  private static final long DEFAULT_GRACE = 30;
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  PodStrategy() {
    super(Traits.NAMESPACED.withStatus().withGeneration());
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return PodDefaults.pod(object);
  }

  @Override
  public JsonObject prepareForCreate(JsonObject object) {
    JsonObject.Builder status = JsonObject.builder().put("phase", "Pending");
    if (!object.object("spec").array("schedulingGates").isEmpty()) {
      status.put(
          "conditions",
          JsonArray.of(
              JsonObject.builder()
                  .put("type", "PodScheduled")
                  .put("status", "False")
                  .put("reason", "SchedulingGated")
                  .put("message", "Scheduling is blocked due to non-empty scheduling gates")
                  .build()));
    }
    status.put("qosClass", QualityOfService.of(object));
    return Meta.with(object, "generation", Json.of(1)).with("status", status.build());
  }

  @Override
  public JsonObject prepareForStatusUpdate(JsonObject object, JsonObject old) {
    JsonObject next = super.prepareForStatusUpdate(object, old);
    Json quality = old.object("status").get("qosClass");
    return quality == null
        ? next
        : next.with("status", next.object("status").with("qosClass", quality));
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    PodRules.validate("spec", object.object("spec"), true, errors);
    if (!object.object("spec").array("ephemeralContainers").isEmpty()) {
      errors.add(FieldError.forbidden("spec.ephemeralContainers", "cannot be set on create"));
    }
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    PodUpdateRules.validate(object, old, errors);
  }

  @Override
  void validateStatus(JsonObject object, JsonObject old, List<FieldError> errors) {
    String before = old.object("status").string("nominatedNodeName", "");
    String now = object.object("status").string("nominatedNodeName", "");
    if (!now.equals(before) && !now.isEmpty()) {
      Check.invalid(
          "status.nominatedNodeName", now, io.coxswain.kube.Names.dnsSubdomain(now), errors);
    }
    if (!old.object("spec")
        .string("nodeName", "")
        .equals(object.object("spec").string("nodeName", ""))) {
      errors.add(FieldError.forbidden("status.nodeName", "may not be changed directly"));
    }
  }

  @Override
  public long gracePeriodSeconds(JsonObject object) {
    return deletionGracePeriod(object, null);
  }

  /** A pod that never reached a node, or has ended there, needs no time to end. */
  @Override
  public long deletionGracePeriod(JsonObject object, Long requested) {
    JsonObject spec = object.object("spec");
    long seconds =
        requested != null
            ? requested
            : spec.integer("terminationGracePeriodSeconds", DEFAULT_GRACE);
    if (seconds < 0) {
      seconds = 1;
    }
    if (spec.string("nodeName", "").isEmpty()
        || ENDED.contains(object.object("status").string("phase", ""))) {
      return 0;
    }
    return seconds;
  }

  @Override
  public List<String> resetFields(String subresource) {
    return switch (subresource) {
      case "" -> List.of("status");
      case "status" -> List.of("spec", "metadata.deletionTimestamp", "metadata.ownerReferences");
      default -> List.of();
    };
  }

  @Override
  public String selectableField(JsonObject object, String path) {
    JsonObject spec = object.object("spec");
    JsonObject status = object.object("status");
    return switch (path) {
      case "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName" ->
          spec.string(path.substring(5), "");
      case "spec.hostNetwork" -> Boolean.toString(spec.bool("hostNetwork", false));
      case "status.phase", "status.podIP", "status.nominatedNodeName" ->
          status.string(path.substring(7), "");
      case "status.podIPs" ->
          String.join(
              ",", status.objects("podIPs").stream().map(ip -> ip.string("ip", "")).toList());
      default -> super.selectableField(object, path);
    };
  }

  @Override
  public Columns columns() {
    return PodColumns.COLUMNS;
  }
}
