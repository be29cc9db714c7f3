package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import java.util.ArrayList;
import java.util.List;

/** Rules of probes and lifecycle hooks. */
final class ProbeRules {
  private static final List<String> SCHEMES = List.of("HTTP", "HTTPS");

  private ProbeRules() {}

  /** Hooks and probes of a container of the pod {@code spec}. */
  static void validateAll(
      String path, JsonObject container, JsonObject spec, List<FieldError> errors) {
    JsonObject lifecycle = container.object("lifecycle");
    for (String hook : List.of("postStart", "preStop")) {
      if (lifecycle.has(hook)) {
        String at = path + ".lifecycle." + hook;
        handler(at, lifecycle.object(hook), true, errors);
        sleep(at + ".sleep", lifecycle.objectAt(hook, "sleep"), spec, errors);
      }
    }
    for (String name : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      if (!container.has(name)) {
        continue;
      }
      String at = path + "." + name;
      JsonObject probe = container.object(name);
      probe(at, probe, errors);
      if (!name.equals("readinessProbe") && probe.integer("successThreshold", 1) != 1) {
        errors.add(
            FieldError.invalid(
                at + ".successThreshold", probe.get("successThreshold"), "must be 1"));
      }
    }
  }

  private static void sleep(
      String path, JsonObject action, JsonObject spec, List<FieldError> errors) {
    long seconds = action.integer("seconds", 0);
    long grace = spec.integer("terminationGracePeriodSeconds", 30);
    if (seconds < 0 || seconds > grace) {
      errors.add(
          FieldError.invalid(
              path,
              seconds,
              "must be non-negative and less than terminationGracePeriodSeconds (" + grace + ")"));
    }
  }

  private static void probe(String path, JsonObject probe, List<FieldError> errors) {
    handler(path, probe, false, errors);
    for (String field :
        List.of(
            "initialDelaySeconds",
            "timeoutSeconds",
            "periodSeconds",
            "successThreshold",
            "failureThreshold")) {
      Check.notNegative(path + "." + field, probe.get(field), errors);
    }
    Json grace = probe.get("terminationGracePeriodSeconds");
    if (grace != null) {
      if (path.endsWith("readinessProbe")) {
        errors.add(
            FieldError.invalid(
                path + ".terminationGracePeriodSeconds",
                grace,
                "must not be set for readinessProbes"));
      } else {
        Check.positive(path + ".terminationGracePeriodSeconds", grace, errors);
      }
    }
  }

  private static void handler(
      String path, JsonObject handler, boolean hook, List<FieldError> errors) {
    List<String> known =
        hook
            ? List.of("exec", "httpGet", "tcpSocket", "sleep")
            : List.of("exec", "httpGet", "tcpSocket", "grpc");
    List<String> present = new ArrayList<>();
    for (String type : known) {
      if (!handler.has(type)) {
        continue;
      }
      String at = path + "." + type;
      if (!present.isEmpty()) {
        errors.add(FieldError.forbidden(at, "may not specify more than 1 handler type"));
        continue;
      }
      present.add(type);
      action(at, type, handler.object(type), errors);
    }
    if (present.isEmpty()) {
      errors.add(FieldError.required(path, "must specify a handler type"));
    }
  }

  private static void action(String path, String type, JsonObject action, List<FieldError> errors) {
    switch (type) {
      case "exec" -> {
        if (action.array("command").isEmpty()) {
          errors.add(FieldError.required(path + ".command", ""));
        }
      }
      case "httpGet" -> httpGet(path, action, errors);
      case "tcpSocket" -> Check.portOrName(path + ".port", action.get("port"), errors);
      case "grpc" -> Check.portOrName(path + ".port", action.get("port"), errors);
      default -> {}
    }
  }

  private static void httpGet(String path, JsonObject action, List<FieldError> errors) {
    if (action.has("path")) {
      Check.required(path + ".path", action.string("path"), errors);
    }
    Check.portOrName(path + ".port", action.get("port"), errors);
    if (action.has("scheme")) {
      Check.oneOf(path + ".scheme", action.string("scheme"), SCHEMES, errors);
    }
    for (JsonObject header : action.objects("httpHeaders")) {
      String name = header.string("name", "");
      if (!name.chars().allMatch(c -> c == '-' || c < 128 && Character.isLetterOrDigit(c))
          || name.isEmpty()) {
        errors.add(
            FieldError.invalid(
                path + ".httpHeaders",
                name,
                "a valid HTTP header must consist of alphanumeric characters or '-' (e.g."
                    + " 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"));
      }
    }
  }
}
