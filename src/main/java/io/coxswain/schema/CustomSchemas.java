package io.coxswain.schema;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvk;
import java.util.List;
import java.util.Map;

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
      out = open ? own : JsonObject.EMPTY; // nothing is known of its fields
      out = out.with("type", "object");
    } else {
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
