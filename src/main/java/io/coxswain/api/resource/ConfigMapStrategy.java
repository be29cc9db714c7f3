package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.kube.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** ConfigMaps. */
final class ConfigMapStrategy extends StandardStrategy {
  private static final int MAX_SIZE = 1024 * 1024;

  ConfigMapStrategy() {
    super(Traits.NAMESPACED);
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    JsonObject data = object.object("data");
    JsonObject binary = object.object("binaryData");
    long size = 0;
    for (Map.Entry<String, Json> entry : data.fields().entrySet()) {
      String at = "data[" + entry.getKey() + "]";
      Check.invalid(at, entry.getKey(), key(entry.getKey()), errors);
      if (binary.has(entry.getKey())) {
        errors.add(
            FieldError.invalid(at, entry.getKey(), "duplicate of key present in binaryData"));
      }
      size += entry.getValue() instanceof JsonString s ? bytes(s.value()) : 0;
    }
    for (Map.Entry<String, Json> entry : binary.fields().entrySet()) {
      Check.invalid(
          "binaryData[" + entry.getKey() + "]", entry.getKey(), key(entry.getKey()), errors);
      size += entry.getValue() instanceof JsonString s ? s.value().length() * 3L / 4 : 0;
    }
    if (size > MAX_SIZE) {
      errors.add(FieldError.tooLong("", MAX_SIZE));
    }
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    immutable(object, old, List.of("data", "binaryData"), errors);
    validateBody(object, errors);
  }

  /** Once immutable, the object stays as it is and immutable. */
  static void immutable(
      JsonObject object, JsonObject old, List<String> fields, List<FieldError> errors) {
    if (!old.bool("immutable", false)) {
      return;
    }
    String message = "field is immutable when `immutable` is set";
    if (!object.bool("immutable", false)) {
      errors.add(FieldError.forbidden("immutable", message));
    }
    for (String field : fields) {
      if (!object.object(field).equals(old.object(field))) {
        errors.add(FieldError.forbidden(field, message));
      }
    }
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** {@code null} for a good key of a ConfigMap or Secret. */
  static String key(String key) {
    if (key.length() > 253) {
      return "must be no more than 253 characters";
    }
    boolean good =
        !key.isEmpty()
            && key.chars()
                .allMatch(
                    c ->
                        c == '-'
                            || c == '_'
                            || c == '.'
                            || c < 128 && Character.isLetterOrDigit(c));
    if (!good) {
      return "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
          + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
          + " '[-._a-zA-Z0-9]+')";
    }
    if (key.equals(".")) {
      return "must not be '.'";
    }
    if (key.equals("..")) {
      return "must not be '..'";
    }
    return key.startsWith("..") ? "must not start with '..'" : null;
  }

  @Override
  public Columns columns() {
    return CoreColumns.CONFIG_MAPS;
  }
}
