package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import java.util.List;
import java.util.Set;

/** Rules of {@code env} and {@code envFrom}. */
final class EnvironmentRules {
  private static final List<String> SOURCES =
      List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef");
  private static final Set<String> FIELDS =
      Set.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");
  private static final Set<String> VOLUME_FIELDS =
      Set.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid");

  private EnvironmentRules() {}

  static void validate(String path, JsonObject container, List<FieldError> errors) {
    int i = 0;
    for (JsonObject variable : container.objects("env")) {
      variable(path + ".env[" + i++ + "]", variable, errors);
    }
    i = 0;
    for (JsonObject source : container.objects("envFrom")) {
      from(path + ".envFrom[" + i++ + "]", source, errors);
    }
  }

  private static void variable(String path, JsonObject variable, List<FieldError> errors) {
    String name = variable.string("name", "");
    if (Check.required(path + ".name", name, errors)) {
      Check.invalid(path + ".name", name, environmentName(name), errors);
    }
    if (!variable.has("valueFrom")) {
      return;
    }
    String at = path + ".valueFrom";
    JsonObject source = variable.object("valueFrom");
    List<String> given = SOURCES.stream().filter(source::has).toList();
    for (String type : given) {
      String here = at + "." + type;
      JsonObject ref = source.object(type);
      switch (type) {
        case "fieldRef" -> fieldRef(here, ref, FIELDS, errors);
        case "resourceFieldRef" ->
            Check.required(here + ".resource", ref.string("resource"), errors);
        case "fileKeyRef" -> {
          Check.required(here + ".volumeName", ref.string("volumeName"), errors);
          Check.required(here + ".path", ref.string("path"), errors);
          Check.required(here + ".key", ref.string("key"), errors);
        }
        default -> keyRef(here, ref, errors);
      }
    }
    if (given.isEmpty()) {
      errors.add(
          FieldError.invalid(
              at,
              "",
              "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`,"
                  + " `secretKeyRef` or `fileKeyRef`"));
    } else if (!variable.string("value", "").isEmpty()) {
      errors.add(FieldError.invalid(at, "", "may not be specified when `value` is not empty"));
    } else if (given.size() > 1) {
      errors.add(
          FieldError.invalid(at, "", "may not have more than one field specified at a time"));
    }
  }

  /** {@code null} for a good name. */
  private static String environmentName(String name) {
    boolean good = name.chars().allMatch(c -> c >= 0x20 && c < 0x7f && c != '=');
    return good
        ? null
        : "a valid environment variable name must consist only of printable ASCII characters other"
            + " than '='";
  }

  private static void keyRef(String path, JsonObject ref, List<FieldError> errors) {
    Check.required(path + ".name", ref.string("name"), errors);
    if (Check.required(path + ".key", ref.string("key"), errors)) {
      Check.invalid(
          path + ".key", ref.string("key"), ConfigMapStrategy.key(ref.string("key")), errors);
    }
  }

  static void volumeFieldRef(String path, JsonObject ref, List<FieldError> errors) {
    fieldRef(path, ref, VOLUME_FIELDS, errors);
  }

  private static void fieldRef(
      String path, JsonObject ref, Set<String> known, List<FieldError> errors) {
    String field = ref.string("fieldPath", "");
    if (!Check.required(path + ".fieldPath", field, errors)) {
      return;
    }
    int bracket = field.indexOf("['");
    if (bracket > 0 && field.endsWith("']")) {
      String key = field.substring(bracket + 2, field.length() - 2);
      switch (field.substring(0, bracket)) {
        case "metadata.annotations" ->
            Check.invalid(
                path, key, Names.qualifiedName(key.toLowerCase(java.util.Locale.ROOT)), errors);
        case "metadata.labels" -> Check.invalid(path, key, Names.qualifiedName(key), errors);
        default -> errors.add(FieldError.invalid(path, field, "does not support subscript"));
      }
      return;
    }
    boolean labels = field.equals("metadata.labels") || field.equals("metadata.annotations");
    if (!known.contains(field) && (labels || FIELDS.contains(field))) {
      errors.add(
          FieldError.notSupported(path + ".fieldPath", field, known.stream().sorted().toList()));
    } else if (!known.contains(field)) {
      errors.add(
          FieldError.invalid(
              path + ".fieldPath",
              field,
              "error converting fieldPath: field label not supported: " + field));
    }
  }

  private static void from(String path, JsonObject source, List<FieldError> errors) {
    String prefix = source.string("prefix", "");
    if (!prefix.isEmpty()) {
      Check.invalid(path + ".prefix", prefix, environmentName(prefix), errors);
    }
    List<String> given = List.of("configMapRef", "secretRef").stream().filter(source::has).toList();
    for (String type : given) {
      Check.required(path + "." + type + ".name", source.object(type).string("name"), errors);
    }
    if (given.isEmpty()) {
      errors.add(
          FieldError.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`"));
    } else if (given.size() > 1) {
      errors.add(
          FieldError.invalid(path, "", "may not have more than one field specified at a time"));
    }
  }
}
