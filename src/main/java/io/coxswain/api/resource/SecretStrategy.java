package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonString;
import io.coxswain.kube.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Secrets. */
final class SecretStrategy extends StandardStrategy {
  private static final int MAX_SIZE = 1024 * 1024;

  SecretStrategy() {
    super(Traits.NAMESPACED);
  }

  /** {@code stringData} is a way of writing {@code data}; it is never kept. */
  @Override
  public JsonObject defaults(JsonObject object) {
    if (!object.has("stringData")) {
      return object;
    }
    JsonObject data = object.object("data");
    for (Map.Entry<String, Json> entry : object.object("stringData").fields().entrySet()) {
      if (entry.getValue() instanceof JsonString s) {
        byte[] bytes = s.value().getBytes(StandardCharsets.UTF_8);
        data = data.with(entry.getKey(), Base64.getEncoder().encodeToString(bytes));
      }
    }
    return object.without("stringData").with("data", data.isEmpty() ? null : data);
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    JsonObject data = object.object("data");
    long size = 0;
    for (Map.Entry<String, Json> entry : data.fields().entrySet()) {
      String key = entry.getKey();
      Check.invalid("data[" + key + "]", key, ConfigMapStrategy.key(key), errors);
      size += bytes(entry.getValue()).length;
    }
    if (size > MAX_SIZE) {
      errors.add(FieldError.tooLong("data", MAX_SIZE));
    }
    switch (object.string("type", "")) {
      case "kubernetes.io/service-account-token" -> {
        String name = "kubernetes.io/service-account.name";
        String value = object.objectAt("metadata", "annotations").string(name, "");
        Check.required("metadata.annotations[" + name + "]", value, errors);
      }
      case "kubernetes.io/dockercfg" -> dockerConfig(data, ".dockercfg", errors);
      case "kubernetes.io/dockerconfigjson" -> dockerConfig(data, ".dockerconfigjson", errors);
      case "kubernetes.io/basic-auth" -> {
        if (!data.has("username") && !data.has("password")) {
          errors.add(FieldError.required("data[username]", ""));
          errors.add(FieldError.required("data[password]", ""));
        }
      }
      case "kubernetes.io/ssh-auth" -> {
        if (bytes(data.get("ssh-privatekey")).length == 0) {
          errors.add(FieldError.required("data[ssh-privatekey]", ""));
        }
      }
      case "kubernetes.io/tls" -> {
        for (String key : List.of("tls.crt", "tls.key")) {
          if (!data.has(key)) {
            errors.add(FieldError.required("data[" + key + "]", ""));
          }
        }
      }
      default -> {}
    }
  }

  private static void dockerConfig(JsonObject data, String key, List<FieldError> errors) {
    if (!data.has(key)) {
      errors.add(FieldError.required("data[" + key + "]", ""));
      return;
    }
    try {
      JsonParser.parseObject(bytes(data.get(key)));
    } catch (io.coxswain.json.JsonException e) {
      errors.add(
          FieldError.invalid("data[" + key + "]", "<secret contents redacted>", e.getMessage()));
    }
  }

  private static byte[] bytes(Json value) {
    try {
      return value instanceof JsonString s ? Base64.getDecoder().decode(s.value()) : new byte[0];
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    Check.immutable("type", object.get("type"), old.get("type"), errors);
    ConfigMapStrategy.immutable(object, old, List.of("data"), errors);
    validateBody(object, errors);
  }

  @Override
  public String selectableField(JsonObject object, String path) {
    return path.equals("type") ? object.string("type", "") : super.selectableField(object, path);
  }

  @Override
  public Columns columns() {
    return CoreColumns.SECRETS;
  }
}
