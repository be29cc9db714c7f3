package io.coxswain.api.resource;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules of containers (ValidateContainers and what it calls upstream). */
final class ContainerRules {
  private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final List<String> MESSAGE_POLICIES = List.of("File", "FallbackToLogsOnError");

  private static final List<String> PROPAGATIONS =
      List.of("Bidirectional", "HostToContainer", "None");

  private ContainerRules() {}

  /** All containers of a spec; {@code path} is that of the spec. */
  static void validate(String path, JsonObject spec, List<FieldError> errors) {
    Set<String> names = new HashSet<>();
    Set<String> hostPorts = new HashSet<>();
    JsonArray containers = spec.array("containers");
    if (containers.isEmpty()) {
      errors.add(FieldError.required(path + ".containers", ""));
    }
    for (int i = 0; i < containers.size(); i++) {
      String at = path + ".containers[" + i + "]";
      JsonObject container = containers.object(i);
      validateOne(at, container, spec, errors);
      unique(at, container, names, errors);
      ProbeRules.validateAll(at, container, spec, errors);
      hostPorts(at, container, hostPorts, errors);
      if (container.has("restartPolicy")) {
        errors.add(
            FieldError.forbidden(at + ".restartPolicy", "may not be set for non-init containers"));
      }
    }
    JsonArray inits = spec.array("initContainers");
    for (int i = 0; i < inits.size(); i++) {
      validateInit(path + ".initContainers[" + i + "]", inits.object(i), spec, names, errors);
    }
  }

  private static void validateInit(
      String path,
      JsonObject container,
      JsonObject spec,
      Set<String> names,
      List<FieldError> errors) {
    validateOne(path, container, spec, errors);
    unique(path, container, names, errors);
    boolean sidecar = container.string("restartPolicy", "").equals("Always");
    if (container.has("restartPolicy") && !sidecar) {
      errors.add(
          FieldError.notSupported(
              path + ".restartPolicy", container.string("restartPolicy", ""), List.of("Always")));
    }
    if (sidecar) {
      ProbeRules.validateAll(path, container, spec, errors);
      return;
    }
    for (String field : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
      if (container.has(field)) {
        errors.add(
            FieldError.forbidden(
                path + "." + field,
                "may not be set for init containers without restartPolicy=Always"));
      }
    }
  }

  private static void unique(
      String path, JsonObject container, Set<String> names, List<FieldError> errors) {
    String name = container.string("name", "");
    if (!name.isEmpty() && !names.add(name)) {
      errors.add(FieldError.duplicate(path + ".name", name));
    }
  }

  private static void validateOne(
      String path, JsonObject container, JsonObject spec, List<FieldError> errors) {
    String name = container.string("name", "");
    if (Check.required(path + ".name", name, errors)) {
      Check.invalid(path + ".name", name, Names.dnsLabel(name), errors);
    }
    Check.required(path + ".image", container.string("image", ""), errors);
    oneOfRequired(
        path + ".terminationMessagePolicy",
        container.string("terminationMessagePolicy", ""),
        MESSAGE_POLICIES,
        errors);
    ports(path, container, errors);
    EnvironmentRules.validate(path, container, errors);
    mounts(path, container, spec, errors);
    oneOfRequired(
        path + ".imagePullPolicy", container.string("imagePullPolicy", ""), PULL_POLICIES, errors);
    ResourceRules.validate(path + ".resources", container.object("resources"), errors);
    SecurityRules.container(
        path + ".securityContext",
        container.object("securityContext"),
        spec.bool("hostUsers", true),
        errors);
  }

  static void oneOfRequired(
      String path, String value, List<String> allowed, List<FieldError> errors) {
    if (value.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    } else {
      Check.oneOf(path, value, allowed, errors);
    }
  }

  /** Of a pod: in a template a blank may still be meant for somebody to fill in. */
  static void images(String path, JsonObject spec, List<FieldError> errors) {
    for (String list : List.of("containers", "initContainers")) {
      int i = 0;
      for (JsonObject container : spec.objects(list)) {
        String at = path + "." + list + "[" + i++ + "].image";
        String image = container.string("image", "");
        if (!image.strip().equals(image)) {
          errors.add(FieldError.invalid(at, image, "must not have leading or trailing whitespace"));
        }
      }
    }
  }

  /** On the host's network a port is the host's; a template may leave it to the pod's defaults. */
  static void hostNetwork(String path, JsonObject spec, boolean pod, List<FieldError> errors) {
    if (!spec.bool("hostNetwork", false)) {
      return;
    }
    int i = 0;
    for (JsonObject container : spec.objects("containers")) {
      String ports = path + "[" + i++ + "].ports[";
      int j = 0;
      for (JsonObject port : container.objects("ports")) {
        String at = ports + j++ + "].hostPort";
        long host = port.integer("hostPort", 0);
        if ((pod || host != 0) && host != port.integer("containerPort", 0)) {
          errors.add(
              FieldError.invalid(
                  at, host, "must match `containerPort` when `hostNetwork` is true"));
        }
      }
    }
  }

  private static void ports(String path, JsonObject container, List<FieldError> errors) {
    Set<String> names = new HashSet<>();
    int i = 0;
    for (JsonObject port : container.objects("ports")) {
      String at = path + ".ports[" + i++ + "]";
      String name = port.string("name", "");
      if (!name.isEmpty()) {
        String wrong = Check.portName(name);
        if (wrong != null) {
          errors.add(FieldError.invalid(at + ".name", name, wrong));
        } else if (!names.add(name)) {
          errors.add(FieldError.duplicate(at + ".name", name));
        }
      }
      long number = port.integer("containerPort", 0);
      long host = port.integer("hostPort", 0);
      if (number == 0) {
        errors.add(FieldError.required(at + ".containerPort", ""));
      } else {
        Check.port(at + ".containerPort", number, errors);
      }
      if (host != 0) {
        Check.port(at + ".hostPort", host, errors);
      }
      oneOfRequired(at + ".protocol", port.string("protocol", ""), PROTOCOLS, errors);
    }
  }

  private static void hostPorts(
      String path, JsonObject container, Set<String> taken, List<FieldError> errors) {
    int i = 0;
    for (JsonObject port : container.objects("ports")) {
      String at = path + ".ports[" + i++ + "].hostPort";
      long host = port.integer("hostPort", 0);
      String key = port.string("protocol", "") + "/" + port.string("hostIP", "") + "/" + host;
      if (host != 0 && !taken.add(key)) {
        errors.add(FieldError.duplicate(at, key));
      }
    }
  }

  private static void mounts(
      String path, JsonObject container, JsonObject spec, List<FieldError> errors) {
    Set<String> volumes = new HashSet<>();
    spec.objects("volumes").forEach(v -> volumes.add(v.string("name", "")));
    Set<String> paths = new HashSet<>();
    int i = 0;
    for (JsonObject mount : container.objects("volumeMounts")) {
      String at = path + ".volumeMounts[" + i++ + "]";
      String name = mount.string("name", "");
      if (Check.required(at + ".name", name, errors) && !volumes.contains(name)) {
        errors.add(FieldError.notFound(at + ".name", name));
      }
      String where = mount.string("mountPath", "");
      Check.required(at + ".mountPath", where, errors);
      if (!paths.add(where)) {
        errors.add(FieldError.invalid(at + ".mountPath", where, "must be unique"));
      }
      // Upstream names the list here, not the mount.
      subPath(path + ".volumeMounts.subPath", mount.string("subPath", ""), errors);
      String expression = mount.string("subPathExpr", "");
      if (!expression.isEmpty()) {
        if (!mount.string("subPath", "").isEmpty()) {
          errors.add(
              FieldError.invalid(
                  at + ".subPathExpr",
                  expression,
                  "subPathExpr and subPath are mutually exclusive"));
        }
        subPath(path + ".volumeMounts.subPathExpr", expression, errors);
      }
      propagation(path + ".volumeMounts.mountPropagation", mount, container, errors);
    }
  }

  private static void propagation(
      String path, JsonObject mount, JsonObject container, List<FieldError> errors) {
    if (!mount.has("mountPropagation")) {
      return;
    }
    String wanted = mount.string("mountPropagation", "");
    Check.oneOf(path, wanted, PROPAGATIONS, errors);
    if (wanted.equals("Bidirectional")
        && !container.object("securityContext").bool("privileged", false)) {
      errors.add(
          FieldError.forbidden(
              path, "Bidirectional mount propagation is available only to privileged containers"));
    }
  }

  /** A relative path that stays inside. */
  static void subPath(String path, String value, List<FieldError> errors) {
    if (value.isEmpty()) {
      return;
    }
    if (value.startsWith("/")) {
      errors.add(FieldError.invalid(path, value, "must be a relative path"));
    }
    if (Arrays.asList(value.split("/")).contains("..")) {
      errors.add(FieldError.invalid(path, value, "must not contain '..'"));
    }
  }
}
