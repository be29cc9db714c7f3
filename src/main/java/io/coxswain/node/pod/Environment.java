package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import io.coxswain.node.volume.DownwardFields;
import io.coxswain.node.volume.PodObjects;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A container's environment (kubelet's makeEnvironmentVariables). */
final class Environment {
  private final PodObjects objects;

  Environment(PodObjects objects) {
    this.objects = objects;
  }

  /**
   * All variables, in the order they are defined.
   *
   * @param pod with its addresses in the status
   * @param services variables of services, which everything else overrides
   * @throws ApiException whose message belongs to CreateContainerConfigError
   */
  Map<String, String> of(
      JsonObject pod, JsonObject container, Map<String, String> services, JsonObject allocatable) {
    Map<String, String> out = new LinkedHashMap<>();
    for (JsonObject from : container.objects("envFrom")) {
      from(pod, from, out);
    }
    for (JsonObject variable : container.objects("env")) {
      String name = variable.string("name", "");
      String value;
      if (variable.has("valueFrom")) {
        value = valueFrom(pod, container, variable.object("valueFrom"), allocatable);
        if (value == null) {
          continue;
        }
      } else {
        value =
            Expansion.expand(
                variable.string("value", ""), n -> out.getOrDefault(n, services.get(n)));
      }
      out.put(name, value);
    }
    services.forEach(out::putIfAbsent);
    return out;
  }

  private void from(JsonObject pod, JsonObject from, Map<String, String> out) {
    String prefix = from.string("prefix", "");
    if (from.has("configMapRef")) {
      JsonObject reference = from.object("configMapRef");
      configMap(pod, reference)
          .ifPresent(
              map -> map.object("data").stringMap().forEach((k, v) -> out.put(prefix + k, v)));
    } else if (from.has("secretRef")) {
      JsonObject reference = from.object("secretRef");
      secret(pod, reference)
          .ifPresent(
              map ->
                  map.object("data").stringMap().forEach((k, v) -> out.put(prefix + k, decode(v))));
    }
  }

  /** {@code null} for an optional reference to what is not there. */
  private String valueFrom(
      JsonObject pod, JsonObject container, JsonObject source, JsonObject allocatable) {
    if (source.has("fieldRef")) {
      return DownwardFields.field(pod, source.object("fieldRef").string("fieldPath", ""));
    }
    if (source.has("resourceFieldRef")) {
      JsonObject reference = source.object("resourceFieldRef");
      String name = reference.string("containerName", "");
      JsonObject of = PodSpecs.container(pod, name).orElse(container);
      return DownwardFields.resource(of, reference, allocatable);
    }
    if (source.has("configMapKeyRef")) {
      JsonObject reference = source.object("configMapKeyRef");
      String value =
          configMap(pod, reference).map(m -> m.object("data").string(key(reference))).orElse(null);
      return required(value, pod, reference, "ConfigMap");
    }
    if (source.has("secretKeyRef")) {
      JsonObject reference = source.object("secretKeyRef");
      String value =
          secret(pod, reference).map(m -> m.object("data").string(key(reference))).orElse(null);
      String found = required(value, pod, reference, "Secret");
      return found == null ? null : decode(found);
    }
    return "";
  }

  private static String key(JsonObject reference) {
    return reference.string("key", "");
  }

  private static String required(String value, JsonObject pod, JsonObject reference, String kind) {
    if (value == null && !reference.bool("optional", false)) {
      throw missing(
          "couldn't find key "
              + key(reference)
              + " in "
              + kind
              + " "
              + Meta.namespace(pod)
              + "/"
              + reference.string("name", ""));
    }
    return value;
  }

  private Optional<JsonObject> configMap(JsonObject pod, JsonObject reference) {
    String name = reference.string("name", "");
    Optional<JsonObject> found = objects.configMap(Meta.namespace(pod), name);
    return optional(found, reference, "configmap \"" + name + "\" not found");
  }

  private Optional<JsonObject> secret(JsonObject pod, JsonObject reference) {
    String name = reference.string("name", "");
    Optional<JsonObject> found = objects.secret(Meta.namespace(pod), name);
    return optional(found, reference, "secret \"" + name + "\" not found");
  }

  private static Optional<JsonObject> optional(
      Optional<JsonObject> found, JsonObject reference, String message) {
    if (found.isEmpty() && !reference.bool("optional", false)) {
      throw missing(message);
    }
    return found;
  }

  private static ApiException missing(String message) {
    return new ApiException(Status.failure(Reason.NOT_FOUND, message));
  }

  private static String decode(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
