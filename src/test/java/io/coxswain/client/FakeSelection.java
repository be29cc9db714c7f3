package io.coxswain.client;

import io.coxswain.json.Json;
import io.coxswain.json.JsonBool;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.kube.FieldSelector;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import java.util.Map;

/** Namespace, label and field selector of a list or watch; any field path is supported. */
record FakeSelection(String namespace, LabelSelector labels, FieldSelector fields) {

  static FakeSelection of(String namespace, Map<String, String> query) {
    return new FakeSelection(
        namespace,
        LabelSelector.parse(query.get("labelSelector")),
        FieldSelector.parse(query.get("fieldSelector")));
  }

  boolean matches(JsonObject object) {
    return (namespace.isEmpty() || namespace.equals(Meta.namespace(object)))
        && labels.matches(object)
        && fields.terms().stream()
            .allMatch(term -> term.equal() == term.value().equals(value(object, term.field())));
  }

  private static String value(JsonObject object, String path) {
    Json at = object.at(path.split("\\."));
    return switch (at) {
      case JsonString s -> s.value();
      case JsonBool b -> Boolean.toString(b.value());
      case null, default -> "";
    };
  }
}
