package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.util.List;
import java.util.function.UnaryOperator;

/** Defaults of pods and pod templates that depend on other fields (apis/core/v1/defaults.go). */
final class PodDefaults {
  static final List<String> CONTAINERS =
      List.of("containers", "initContainers", "ephemeralContainers");

  private PodDefaults() {}

  /** What holds for the spec of a pod and of a template alike. */
  static JsonObject spec(JsonObject spec) {
    JsonObject out = serviceAccount(spec);
    for (String list : CONTAINERS) {
      out = eachObject(out, list, PodDefaults::container);
    }
    return eachObject(out, "volumes", PodDefaults::volume);
  }

  /** What holds for a pod alone. */
  static JsonObject pod(JsonObject pod) {
    JsonObject spec = spec(pod.object("spec"));
    boolean hostNetwork = spec.bool("hostNetwork", false);
    for (String list : List.of("containers", "initContainers")) {
      spec = eachObject(spec, list, PodDefaults::requestsFromLimits);
      if (hostNetwork) {
        spec = eachObject(spec, list, c -> eachObject(c, "ports", PodDefaults::hostPort));
      }
    }
    return pod.with("spec", spec);
  }

  /** The template below {@code spec} of a workload, defaulted. */
  static JsonObject template(JsonObject workload, String... path) {
    JsonObject template = workload.objectAt(path);
    JsonObject spec = spec(template.object("spec"));
    return workload.withAt(template.with("spec", spec), path);
  }

  static JsonObject eachObject(JsonObject parent, String list, UnaryOperator<JsonObject> change) {
    if (!(parent.get(list) instanceof JsonArray items)) {
      return parent;
    }
    return parent.with(list, items.map(i -> i instanceof JsonObject o ? change.apply(o) : i));
  }

  /** The old name of the field and the new one always say the same. */
  private static JsonObject serviceAccount(JsonObject spec) {
    String name = spec.string("serviceAccountName", spec.string("serviceAccount", ""));
    if (name.isEmpty()) {
      name = spec.string("serviceAccount", "");
    }
    return name.isEmpty()
        ? spec
        : spec.with("serviceAccountName", name).with("serviceAccount", name);
  }

  private static JsonObject container(JsonObject container) {
    JsonObject out = container;
    if (out.string("imagePullPolicy", "").isEmpty()) {
      out = out.with("imagePullPolicy", pullPolicy(out.string("image", "")));
    }
    return out.has("resources") ? out : out.with("resources", JsonObject.EMPTY);
  }

  /** {@code Always} for an image without digest whose tag is, or defaults to, latest. */
  static String pullPolicy(String image) {
    if (image.isEmpty()) {
      return "IfNotPresent";
    }
    int at = image.indexOf('@');
    String name = at < 0 ? image : image.substring(0, at);
    int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
    String tag = colon < 0 ? (at < 0 ? "latest" : "") : name.substring(colon + 1);
    return tag.equals("latest") ? "Always" : "IfNotPresent";
  }

  private static JsonObject requestsFromLimits(JsonObject container) {
    JsonObject resources = container.object("resources");
    JsonObject limits = resources.object("limits");
    JsonObject requests = resources.object("requests");
    for (String name : limits.names()) {
      if (!requests.has(name)) {
        requests = requests.with(name, limits.get(name));
      }
    }
    return requests.isEmpty()
        ? container
        : container.with("resources", resources.with("requests", requests));
  }

  private static JsonObject hostPort(JsonObject port) {
    return port.integer("hostPort", 0) == 0
        ? port.with("hostPort", port.get("containerPort"))
        : port;
  }

  private static JsonObject volume(JsonObject volume) {
    if (volume.size() <= 1 && volume.has("name")) {
      return volume.with("emptyDir", JsonObject.EMPTY);
    }
    return eachProjectedDefault(volume);
  }

  /** A claim made for a volume is a filesystem unless it says otherwise. */
  private static JsonObject eachProjectedDefault(JsonObject volume) {
    JsonObject claim = volume.objectAt("ephemeral", "volumeClaimTemplate", "spec");
    Json mode = claim.get("volumeMode");
    return claim.isEmpty() || mode != null
        ? volume
        : volume.withAt(
            Json.of("Filesystem"), "ephemeral", "volumeClaimTemplate", "spec", "volumeMode");
  }
}
