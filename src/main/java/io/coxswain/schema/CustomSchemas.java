package io.coxswain.schema;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvk;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The schemas of custom resources as OpenAPI documents show them. */
final class CustomSchemas {
  private static final String API_VERSION =
      "APIVersion defines the versioned schema of this representation of an object. Servers should"
          + " convert recognized schemas to the latest internal value, and may reject unrecognized"
          + " values. More info:"
          + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources";
  private static final String KIND =
      "Kind is a string value representing the REST resource this object represents. Servers may"
          + " infer this from the endpoint the client submits requests to. Cannot be updated. In"
          + " CamelCase. More info:"
          + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds";
  private static final String METADATA =
      "Standard object's metadata. More info:"
          + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

  private CustomSchemas() {}

  /** {@code com.example.stable.v1.CronTab}: the group backwards, version, kind. */
  static String name(Gvk kind, String which) {
    List<String> parts = List.of(kind.group().split("\\."));
    return String.join(".", parts.reversed()) + "." + kind.version() + "." + which;
  }

  static JsonObject published(ResourceType type, JsonObject metadata, boolean v3) {
    JsonObject schema = type.custom().schema();
    JsonObject own = v3 ? schema : swagger(schema);
    boolean open = schema.bool("x-kubernetes-preserve-unknown-fields", false);
    JsonObject out;
    if (schema.isEmpty() || open && !v3) {
      out = JsonObject.of("type", "object"); // kubectl would forbid what is not named
    } else {
      own = embedded(own, reference(metadata, v3), v3);
      JsonObject properties =
          own.object("properties")
              .with("apiVersion", described("string", API_VERSION))
              .with("kind", described("string", KIND))
              .with("metadata", reference(metadata, v3));
      out = own.with("properties", properties.sorted());
    }
    return out.with(
        "x-kubernetes-group-version-kind", JsonArray.of(OpenApiSchemas.gvk(type.kind())));
  }

  /** Embedded objects have the head of an object, where clients would not take it for all. */
  private static JsonObject embedded(JsonObject schema, JsonObject metadata, boolean v3) {
    JsonObject out = schema;
    JsonObject.Builder properties = JsonObject.builder();
    schema
        .object("properties")
        .fields()
        .forEach((name, each) -> properties.put(name, embeddedIn(each, metadata, v3)));
    if (schema.has("properties")) {
      out = out.with("properties", properties.build());
    }
    for (String nested : List.of("items", "additionalProperties")) {
      if (out.has(nested)) {
        out = out.with(nested, embeddedIn(out.get(nested), metadata, v3));
      }
    }
    if (!schema.bool("x-kubernetes-embedded-resource", false)
        || !v3 && schema.bool("x-kubernetes-preserve-unknown-fields", false)) {
      return out;
    }
    JsonObject head =
        out.object("properties")
            .with("apiVersion", described("string", "a" + API_VERSION.substring(1)))
            .with("kind", described("string", "k" + KIND.substring(1)))
            .with("metadata", metadata);
    Set<String> required = new LinkedHashSet<>(schema.strings("required"));
    required.addAll(List.of("kind", "apiVersion"));
    return out.with("properties", head.sorted())
        .with("required", JsonArray.ofStrings(List.copyOf(required)));
  }

  private static Json embeddedIn(Json schema, JsonObject metadata, boolean v3) {
    return schema instanceof JsonObject object ? embedded(object, metadata, v3) : schema;
  }

  private static JsonObject described(String type, String description) {
    return JsonObject.of("type", type).with("description", description);
  }

  private static JsonObject reference(JsonObject to, boolean v3) {
    return v3
        ? JsonObject.of("description", METADATA).with("allOf", JsonArray.of(to))
        : to.with("description", METADATA);
  }

  static JsonObject list(ResourceType type, JsonObject item, JsonObject metadata) {
    Gvk kind = type.listKind();
    JsonObject properties =
        JsonObject.builder()
            .put("apiVersion", described("string", API_VERSION))
            .put("items", described("array", "List of " + type.plural()).with("items", item))
            .put("kind", described("string", KIND))
            .put("metadata", metadata)
            .build();
    return JsonObject.builder()
        .put("description", kind.kind() + " is a list of " + type.kind().kind())
        .put("type", "object")
        .put("required", JsonArray.ofStrings("items"))
        .put("properties", properties)
        .put("x-kubernetes-group-version-kind", JsonArray.of(OpenApiSchemas.gvk(kind)))
        .build();
  }

  /** Without what Swagger 2.0 cannot say, and what its clients would check wrongly. */
  private static JsonObject swagger(JsonObject schema) {
    JsonObject out = schema.without("allOf", "anyOf", "oneOf", "not");
    boolean nullable = schema.bool("nullable", false);
    if (nullable || schema.bool("x-kubernetes-preserve-unknown-fields", false)) {
      out = out.without("type", "items", "properties", "nullable");
    }
    if (schema.bool("x-kubernetes-int-or-string", false)) {
      out = out.without("type");
    }
    JsonObject properties = out.object("properties");
    if (!properties.isEmpty()) {
      JsonObject.Builder kept = JsonObject.builder();
      for (Map.Entry<String, Json> each : properties.fields().entrySet()) {
        kept.put(
            each.getKey(),
            each.getValue() instanceof JsonObject child ? swagger(child) : each.getValue());
      }
      out = out.with("properties", kept.build());
      out = withoutNullable(out, properties);
    }
    for (String nested : List.of("items", "additionalProperties")) {
      if (out.get(nested) instanceof JsonObject child) {
        out = out.with(nested, swagger(child));
      }
    }
    return out;
  }

  /** A null of a required field would look missing to these clients. */
  private static JsonObject withoutNullable(JsonObject schema, JsonObject properties) {
    List<String> required = schema.strings("required");
    List<String> kept =
        required.stream().filter(name -> !properties.object(name).bool("nullable", false)).toList();
    return kept.size() == required.size()
        ? schema
        : schema.with("required", kept.isEmpty() ? null : JsonArray.ofStrings(kept));
  }
}
