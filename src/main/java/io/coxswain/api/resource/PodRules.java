package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules of a pod's spec and of a pod template (ValidatePodSpec, ValidatePodTemplateSpec). */
final class PodRules {
  private static final int MOST_SEARCHES = 32;
  private static final int LONGEST_SEARCHES = 2048;
  private static final List<String> RESTART = List.of("Always", "OnFailure", "Never");
  private static final List<String> DNS =
      List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

  private PodRules() {}

  /**
   * Rules of a spec.
   *
   * @param pod whether it is a pod's own: some rules wait until a template becomes one
   */
  static void validate(String path, JsonObject spec, boolean pod, List<FieldError> errors) {
    VolumeRules.validate(path + ".volumes", spec, errors);
    ContainerRules.validate(path, spec, errors);
    if (pod) {
      ContainerRules.images(path, spec, errors);
    }
    ContainerRules.hostNetwork(path + ".containers", spec, pod, errors);
    ContainerRules.oneOfRequired(
        path + ".restartPolicy", spec.string("restartPolicy", ""), RESTART, errors);
    ContainerRules.oneOfRequired(path + ".dnsPolicy", spec.string("dnsPolicy", ""), DNS, errors);
    Check.labels(path + ".nodeSelector", spec.object("nodeSelector"), errors);
    SecurityRules.pod(path + ".securityContext", spec, errors);
    AffinityRules.validate(path, spec, errors);
    dnsConfig(path, spec, errors);
    gates(path, spec, errors);
    hostUsers(path, spec, errors);
    names(path, spec, errors);
    Json deadline = spec.get("activeDeadlineSeconds");
    if (deadline instanceof JsonNumber n
        && (n.longValue() < 1 || n.longValue() > Integer.MAX_VALUE)) {
      errors.add(
          FieldError.invalid(
              path + ".activeDeadlineSeconds", n, "must be between 1 and 2147483647, inclusive"));
    }
    tolerations(path + ".tolerations", spec, errors);
    int i = 0;
    for (JsonObject alias : spec.objects("hostAliases")) {
      String at = path + ".hostAliases[" + i++ + "]";
      Check.invalid(
          at + ".ip", alias.string("ip", ""), Addresses.ip(alias.string("ip", "")), errors);
      int j = 0;
      for (String name : alias.strings("hostnames")) {
        Check.invalid(at + ".hostnames[" + j++ + "]", name, Names.dnsSubdomain(name), errors);
      }
    }
    if (spec.has("preemptionPolicy")) {
      Check.oneOf(
          path + ".preemptionPolicy",
          spec.string("preemptionPolicy"),
          List.of("PreemptLowerPriority", "Never"),
          errors);
    }
  }

  private static void names(String path, JsonObject spec, List<FieldError> errors) {
    for (String field :
        List.of("serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName")) {
      String name = spec.string(field, "");
      if (!name.isEmpty()) {
        Check.invalid(path + "." + field, name, Names.dnsSubdomain(name), errors);
      }
    }
    for (String field : List.of("hostname", "subdomain")) {
      String name = spec.string(field, "");
      if (!name.isEmpty()) {
        Check.invalid(path + "." + field, name, Names.dnsLabel(name), errors);
      }
    }
  }

  private static void dnsConfig(String path, JsonObject spec, List<FieldError> errors) {
    JsonObject config = spec.object("dnsConfig");
    if (spec.string("dnsPolicy", "").equals("None")) {
      if (!spec.has("dnsConfig")) {
        errors.add(
            FieldError.required(
                path + ".dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None"));
        return;
      }
      if (config.array("nameservers").isEmpty()) {
        errors.add(
            FieldError.required(
                path + ".dnsConfig.nameservers",
                "must provide at least one DNS nameserver when `dnsPolicy` is None"));
        return;
      }
    }
    int i = 0;
    for (String server : config.strings("nameservers")) {
      String at = path + ".dnsConfig.nameservers[" + i++ + "]";
      Check.invalid(at, server, Addresses.ip(server), errors);
    }
    if (config.array("nameservers").size() > 3) {
      errors.add(
          FieldError.invalid(
              path + ".dnsConfig.nameservers",
              config.get("nameservers"),
              "must not have more than 3 nameservers"));
    }
    searches(path + ".dnsConfig.searches", config, errors);
    i = 0;
    for (JsonObject option : config.objects("options")) {
      String at = path + ".dnsConfig.options[" + i++ + "]";
      if (option.string("name", "").isEmpty()) {
        errors.add(FieldError.required(at, "must not be empty"));
      }
    }
  }

  private static void searches(String path, JsonObject config, List<FieldError> errors) {
    List<String> searches = config.strings("searches");
    if (searches.size() > MOST_SEARCHES) {
      errors.add(
          FieldError.invalid(
              path,
              config.get("searches"),
              "must not have more than " + MOST_SEARCHES + " search paths"));
    }
    if (String.join(" ", searches).length() > LONGEST_SEARCHES) {
      errors.add(
          FieldError.invalid(
              path,
              config.get("searches"),
              "must not have more than "
                  + LONGEST_SEARCHES
                  + " characters (including spaces) in the search list"));
    }
    int i = 0;
    for (String search : searches) {
      String name = search.endsWith(".") ? search.substring(0, search.length() - 1) : search;
      Check.invalid(path + "[" + i++ + "]", name, Names.dnsSubdomain(name), errors);
    }
  }

  /** A pod with users of its own shares nothing else with the host. */
  private static void hostUsers(String path, JsonObject spec, List<FieldError> errors) {
    if (spec.bool("hostUsers", true)) {
      return;
    }
    for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (spec.bool(field, false)) {
        String shown = field.equals("hostNetwork") ? field : "H" + field.substring(1);
        errors.add(FieldError.forbidden(path + "." + shown, "when `pod.Spec.HostUsers` is false"));
      }
    }
  }

  private static void gates(String path, JsonObject spec, List<FieldError> errors) {
    int i = 0;
    for (JsonObject gate : spec.objects("readinessGates")) {
      String type = gate.string("conditionType", "");
      Check.invalid(
          path + ".readinessGates[" + i++ + "].conditionType",
          type,
          Names.qualifiedName(type),
          errors);
    }
    i = 0;
    Set<String> seen = new HashSet<>();
    for (JsonObject gate : spec.objects("schedulingGates")) {
      String name = gate.string("name", "");
      String at = path + ".schedulingGates[" + i++ + "]";
      Check.invalid(at, name, Names.qualifiedName(name), errors);
      if (!seen.add(name)) {
        errors.add(FieldError.duplicate(at, name));
      }
    }
    if (!spec.array("schedulingGates").isEmpty() && !spec.string("nodeName", "").isEmpty()) {
      errors.add(
          FieldError.forbidden(
              path + ".nodeName", "cannot be set until all schedulingGates have been cleared"));
    }
  }

  static void tolerations(String path, JsonObject spec, List<FieldError> errors) {
    int i = 0;
    for (JsonObject toleration : spec.objects("tolerations")) {
      String at = path + "[" + i++ + "]";
      String key = toleration.string("key", "");
      String operator = toleration.string("operator", "");
      if (!key.isEmpty()) {
        Check.invalid(at + ".key", key, Names.qualifiedName(key), errors);
      }
      if (key.isEmpty() && !operator.equals("Exists")) {
        errors.add(
            FieldError.invalid(
                at + ".operator",
                operator,
                "operator must be Exists when `key` is empty, which means \"match all values and"
                    + " all keys\""));
      }
      String effect = toleration.string("effect", "");
      if (toleration.has("tolerationSeconds") && !effect.equals("NoExecute")) {
        errors.add(
            FieldError.invalid(
                at + ".effect",
                effect,
                "effect must be 'NoExecute' when `tolerationSeconds` is set"));
      }
      String value = toleration.string("value", "");
      switch (operator) {
        case "", "Equal" -> Check.invalid(at + ".operator", value, Names.labelValue(value), errors);
        case "Exists" -> {
          if (!value.isEmpty()) {
            errors.add(
                FieldError.invalid(
                    at + ".operator",
                    toleration,
                    "value must be empty when `operator` is 'Exists'"));
          }
        }
        default ->
            errors.add(
                FieldError.notSupported(at + ".operator", operator, List.of("Equal", "Exists")));
      }
      if (!effect.isEmpty()) {
        Check.oneOf(at + ".effect", effect, EFFECTS, errors);
      }
    }
  }

  /** A template below {@code path}: its labels, annotations and spec. */
  static void template(String path, JsonObject template, List<FieldError> errors) {
    JsonObject metadata = template.object("metadata");
    Check.labels(path + ".labels", metadata.object("labels"), errors);
    ObjectMetaRules.validateAnnotations(
        path + ".annotations", metadata.object("annotations").stringMap(), errors);
    validate(path + ".spec", template.object("spec"), false, errors);
    if (!template.object("spec").array("ephemeralContainers").isEmpty()) {
      errors.add(
          FieldError.forbidden(
              path + ".spec.ephemeralContainers",
              "ephemeral containers not allowed in pod template"));
    }
  }
}
