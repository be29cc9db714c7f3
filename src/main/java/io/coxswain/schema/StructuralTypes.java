package io.coxswain.schema;

import io.coxswain.json.Json;
import io.coxswain.json.JsonBool;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Structural schemas (OpenAPI v3 of a CustomResourceDefinition) as types: what decoding prunes,
 * what is defaulted, how lists and maps merge. What values may be is {@link SchemaValidation}'s
 * matter, so scalars of any kind pass here.
 */
final class StructuralTypes {
  private static final Set<String> HEAD = Set.of("apiVersion", "kind", "metadata");

  private StructuralTypes() {}

  /** The type of a whole object of {@code kind}. */
  static StructType root(Gvk kind, JsonObject schema) {
    boolean preserve = schema.bool("x-kubernetes-preserve-unknown-fields", false);
    StructType model = Scheme.builtIn().type(Gvk.of("v1", "ConfigMap"));
    List<FieldType> fields = new ArrayList<>();
    for (String name : List.of("apiVersion", "kind", "metadata")) {
      fields.add(model.field(name));
    }
    properties(schema, HEAD, fields);
    return new StructType("", kind.kind(), false, preserve, false, () -> fields);
  }

  private static void properties(JsonObject schema, Set<String> but, List<FieldType> out) {
    List<FieldType> fields = new ArrayList<>();
    Set<String> required = Set.copyOf(schema.strings("required"));
    for (Map.Entry<String, Json> property : schema.object("properties").fields().entrySet()) {
      if (!but.contains(property.getKey()) && property.getValue() instanceof JsonObject child) {
        fields.add(field(property.getKey(), child, required.contains(property.getKey())));
      }
    }
    fields.sort(Comparator.comparing(FieldType::name)); // as Go prints maps
    out.addAll(fields);
  }

  private static FieldType field(String name, JsonObject schema, boolean required) {
    Json otherwise = schema.get("default");
    // A null that may not be is either defaulted away or kept for validation to refuse.
    boolean keepsNull = schema.bool("nullable", false) || otherwise == null;
    boolean atomic = schema.string("x-kubernetes-map-type", "").equals("atomic");
    return field(name, value(name, schema), required, keepsNull, atomic, otherwise);
  }

  private static FieldType field(
      String name,
      ValueType type,
      boolean required,
      boolean nullable,
      boolean atomic,
      Json otherwise) {
    return new FieldType(
        name, 0, List.of(), type, true, true, false, required, nullable, atomic, List.of(), null,
        null, "", otherwise);
  }

  private static ValueType value(String name, JsonObject schema) {
    return switch (schema.string("type", "")) {
      case "object" -> object(name, schema);
      case "array" ->
          new ListType(
              value(name, schema.object("items")),
              topology(schema),
              schema.strings("x-kubernetes-list-map-keys"),
              false);
      default -> Scalar.JSON;
    };
  }

  private static ListType.Topology topology(JsonObject schema) {
    return ListType.Topology.valueOf(
        schema.string("x-kubernetes-list-type", "atomic").toUpperCase(Locale.ROOT));
  }

  private static ValueType object(String name, JsonObject schema) {
    boolean atomic = schema.string("x-kubernetes-map-type", "").equals("atomic");
    boolean preserve = schema.bool("x-kubernetes-preserve-unknown-fields", false);
    boolean embedded = schema.bool("x-kubernetes-embedded-resource", false);
    Json additional = schema.get("additionalProperties");
    if (additional instanceof JsonObject each) {
      return new MapType(value(name, each), atomic);
    }
    boolean open = preserve || additional instanceof JsonBool any && any.value();
    List<FieldType> fields = new ArrayList<>();
    if (embedded) {
      StructType model = Scheme.builtIn().type(Gvk.of("v1", "ConfigMap"));
      fields.add(field("apiVersion", Scalar.JSON, true, true, false, null));
      fields.add(field("kind", Scalar.JSON, true, true, false, null));
      fields.add(field("metadata", model.field("metadata").type(), false, false, false, null));
    }
    properties(schema, embedded ? HEAD : Set.of(), fields);
    return new StructType("", name, atomic, open, embedded, () -> fields);
  }
}
