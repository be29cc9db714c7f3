package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.Yaml;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Meta;
import io.coxswain.schema.Decoder;
import io.coxswain.schema.Defaults;
import io.coxswain.schema.ResourceType;
import io.coxswain.schema.Scheme;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Objects as the verbs hand them to strategies. */
final class Given {
  private Given() {}

  static JsonObject yaml(String text) {
    return (JsonObject) Yaml.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  static JsonObject json(String text) {
    return JsonParser.parseObject(text.replace('\'', '"'));
  }

  static ResourceType type(JsonObject object) {
    return Scheme.builtIn().kind(Gvk.of(object));
  }

  static Strategy strategy(JsonObject object) {
    return Strategies.of(type(object).storageResource());
  }

  /** Decoded and defaulted, with the namespace, uid and time the server adds. */
  static JsonObject complete(JsonObject raw) {
    ResourceType type = type(raw);
    JsonObject object = raw;
    if (type.namespaced() && Meta.namespace(object).isEmpty()) {
      object = Meta.with(object, "namespace", "default");
    }
    object = Meta.with(object, "uid", "u-1");
    object = Defaults.apply(type.type(), Decoder.decode(type.type(), object));
    return strategy(raw).defaults(object);
  }

  static JsonObject complete(String yaml) {
    return complete(yaml(yaml));
  }

  /** As after a create. */
  static JsonObject created(String yaml) {
    JsonObject object = complete(yaml);
    return strategy(object).prepareForCreate(object);
  }

  /** What a create says is wrong. */
  static List<String> errors(String yaml) {
    JsonObject object = created(yaml);
    return strategy(object).validate(object).stream().map(FieldError::toString).toList();
  }

  /** What an update says is wrong. */
  static List<String> errors(JsonObject old, JsonObject next) {
    Strategy strategy = strategy(old);
    JsonObject prepared = strategy.prepareForUpdate(strategy.defaults(next), old);
    return strategy.validateUpdate(prepared, old).stream().map(FieldError::toString).toList();
  }

  static JsonObject with(JsonObject object, Json value, String... path) {
    return object.withAt(value, path);
  }
}
