package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What may change of a pod (ValidatePodUpdate). */
final class PodUpdateRules {
  private static final String OTHER_FIELDS =
      "pod updates may not change fields other than"
          + " `spec.containers[*].image`,`spec.initContainers[*].image`,"
          + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing"
          + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
          + " previously negative)\n";

  private PodUpdateRules() {}

  static void validate(JsonObject pod, JsonObject old, List<FieldError> errors) {
    JsonObject spec = pod.object("spec");
    JsonObject before = old.object("spec");
    boolean counted = true;
    for (String list : List.of("containers", "initContainers")) {
      if (spec.array(list).size() != before.array(list).size()) {
        errors.add(
            FieldError.forbidden("spec." + list, "pod updates may not add or remove containers"));
        counted = false;
      }
    }
    if (!counted) {
      return;
    }
    images(spec, errors);
    deadline(spec, before, errors);
    tolerations(spec, before, errors);
    gates(spec, before, errors);
    JsonObject allowed = withAllowedChanges(spec, before);
    if (!allowed.equals(before)) {
      errors.add(FieldError.forbidden("spec", OTHER_FIELDS + difference(before, allowed)));
    }
  }

  private static void images(JsonObject spec, List<FieldError> errors) {
    for (String list : List.of("containers", "initContainers")) {
      int i = 0;
      for (JsonObject container : spec.objects(list)) {
        String at = "spec." + list + "[" + i++ + "].image";
        Check.required(at, container.string("image"), errors);
      }
    }
  }

  private static void deadline(JsonObject spec, JsonObject before, List<FieldError> errors) {
    String at = "spec.activeDeadlineSeconds";
    Json now = spec.get("activeDeadlineSeconds");
    Json old = before.get("activeDeadlineSeconds");
    if (now instanceof JsonNumber n) {
      if (n.longValue() < 0 || n.longValue() > Integer.MAX_VALUE) {
        errors.add(FieldError.invalid(at, n, "must be between 0 and 2147483647, inclusive"));
      } else if (old instanceof JsonNumber o && n.longValue() > o.longValue()) {
        errors.add(FieldError.invalid(at, n, "must be less than or equal to previous value"));
      }
    } else if (old != null) {
      errors.add(
          FieldError.invalid(
              at, Json.of((String) null), "must not update from a positive integer to nil value"));
    }
  }

  /** Tolerations may come; one that is there may change its seconds only. */
  private static void tolerations(JsonObject spec, JsonObject before, List<FieldError> errors) {
    Set<JsonObject> now =
        spec.objects("tolerations").stream()
            .map(t -> t.without("tolerationSeconds"))
            .collect(Collectors.toSet());
    for (JsonObject old : before.objects("tolerations")) {
      if (!now.contains(old.without("tolerationSeconds"))) {
        errors.add(
            FieldError.forbidden(
                "spec.tolerations",
                "existing toleration can not be modified except its tolerationSeconds"));
        return;
      }
    }
    PodRules.tolerations("spec.tolerations", spec, errors);
  }

  private static void gates(JsonObject spec, JsonObject before, List<FieldError> errors) {
    List<JsonObject> old = before.objects("schedulingGates");
    int i = 0;
    for (JsonObject gate : spec.objects("schedulingGates")) {
      String at = "spec.schedulingGates[" + i++ + "].name";
      if (!old.contains(gate)) {
        errors.add(
            FieldError.forbidden(
                at,
                "only deletion is allowed, but found new scheduling gate '"
                    + gate.string("name", "")
                    + "'"));
      }
    }
  }

  /** The new spec with everything that may change put back. */
  private static JsonObject withAllowedChanges(JsonObject spec, JsonObject before) {
    JsonObject out = spec;
    for (String list : List.of("containers", "initContainers")) {
      if (!out.has(list)) {
        continue;
      }
      List<Json> items = new ArrayList<>();
      for (int i = 0; i < spec.array(list).size(); i++) {
        JsonObject old = before.array(list).object(i);
        items.add(spec.array(list).object(i).with("image", old.get("image")));
      }
      out = out.with(list, JsonArray.of(items));
    }
    for (String field : List.of("activeDeadlineSeconds", "tolerations", "schedulingGates")) {
      out = out.with(field, before.get(field));
    }
    long grace = before.integer("terminationGracePeriodSeconds", 0);
    if (grace < 0 && out.integer("terminationGracePeriodSeconds", 0) == 1) {
      out = out.with("terminationGracePeriodSeconds", grace);
    }
    if (!before.array("schedulingGates").isEmpty()) {
      // A gated pod's choice of node may still be narrowed.
      out = out.with("nodeSelector", before.get("nodeSelector"));
      out = out.with("affinity", before.get("affinity"));
    }
    return out;
  }

  private static String difference(JsonObject before, JsonObject now) {
    StringBuilder out = new StringBuilder("@@ spec @@\n");
    Set<String> names = new java.util.TreeSet<>(before.names());
    names.addAll(now.names());
    for (String name : names) {
      Json a = before.get(name);
      Json b = now.get(name);
      if (!Objects.equals(a, b)) {
        out.append(a == null ? "" : "- " + name + ": " + a.text() + "\n");
        out.append(b == null ? "" : "+ " + name + ": " + b.text() + "\n");
      }
    }
    return out.toString();
  }
}
