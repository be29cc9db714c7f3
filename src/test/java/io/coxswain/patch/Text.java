package io.coxswain.patch;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.Gvk;
import io.coxswain.schema.Scheme;
import io.coxswain.schema.StructType;

/** JSON in tests, with single quotes for double ones. */
final class Text {
  private Text() {}

  static Json json(String text) {
    return JsonParser.parse(text.replace('\'', '"'));
  }

  static JsonObject object(String text) {
    return (JsonObject) json(text);
  }

  static JsonArray array(String text) {
    return (JsonArray) json(text);
  }

  static StructType type(String apiVersion, String kind) {
    return Scheme.builtIn().kind(Gvk.of(apiVersion, kind)).type();
  }
}
