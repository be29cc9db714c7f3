package io.coxswain.schema;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The schemas of a document: those asked for and all they refer to. */
final class OpenApiSchemas {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String EXTENSIONS =
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";

  private final String prefix;
  private final boolean v3;
  private final Descriptions descriptions;
  private final Map<StructType, Set<Gvk>> kinds = new IdentityHashMap<>();
  private final Map<StructType, ResourceType> custom = new IdentityHashMap<>();
  private final Map<String, JsonObject> done = new TreeMap<>();
  private final Set<StructType> seen = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<StructType> waiting = new ArrayDeque<>();

  OpenApiSchemas(Scheme scheme, String prefix, boolean v3, Descriptions descriptions) {
    this.descriptions = descriptions;
    this.prefix = prefix;
    this.v3 = v3;
    for (ResourceType resource : scheme.resources()) {
      named(resource.type(), resource.kind());
      if (resource.isCustom()) {
        custom.put(resource.type(), resource);
      }
      named(scheme.type(resource.listKind()), resource.listKind());
      resource.subresources().forEach(sub -> named(scheme.type(sub.kind()), sub.kind()));
      Gvk options = new Gvk(resource.kind().group(), resource.kind().version(), "DeleteOptions");
      named(scheme.type(options), options);
    }
    Gvk status = new Gvk("", "v1", "Status");
    named(scheme.type(status), status);
  }

  private void named(StructType type, Gvk kind) {
    if (type != null) {
      kinds.computeIfAbsent(type, k -> new LinkedHashSet<>()).add(kind);
    }
  }

  /** {@code io.k8s.api.apps.v1.Deployment}. */
  private String name(StructType type) {
    ResourceType own = custom.get(type);
    if (own != null) {
      return CustomSchemas.name(own.kind(), own.kind().kind());
    }
    String home = type.packageName();
    if (home.startsWith("k8s.io.")) {
      home = "io.k8s." + home.substring(7).replace('_', '-');
    }
    return home + "." + type.name();
  }

  /** {@code {"$ref": …}} to a struct, which the document will then hold. */
  JsonObject reference(StructType type) {
    if (seen.add(type)) {
      waiting.add(type);
    }
    return JsonObject.of("$ref", prefix + name(type));
  }

  /** {@code {"$ref": …}} to the type of patches, which is any object. */
  JsonObject patch() {
    return special(META + "Patch", JsonObject.of("type", "object"));
  }

  private JsonObject special(String name, JsonObject schema) {
    done.putIfAbsent(name, schema);
    return JsonObject.of("$ref", prefix + name);
  }

  JsonObject all() {
    while (!waiting.isEmpty()) {
      StructType type = waiting.remove();
      done.put(name(type), struct(type));
    }
    return JsonObject.of(done);
  }

  /** {@code {"$ref": …}} to the list of a custom resource. */
  JsonObject listOf(ResourceType resource) {
    String name = CustomSchemas.name(resource.kind(), resource.listKind().kind());
    JsonObject list =
        CustomSchemas.list(resource, reference(resource.type()), metadata("ListMeta"));
    return special(name, list);
  }

  private JsonObject metadata(String name) {
    StructType carrier =
        Scheme.builtIn()
            .type(Gvk.of("v1", name.equals("ListMeta") ? "ConfigMapList" : "ConfigMap"));
    return reference((StructType) carrier.field("metadata").type());
  }

  private JsonObject struct(StructType type) {
    ResourceType own = custom.get(type);
    if (own != null) {
      return CustomSchemas.published(own, metadata("ObjectMeta"), v3);
    }
    JsonObject.Builder properties = JsonObject.builder();
    List<String> required = new ArrayList<>();
    for (FieldType field : type.fields()) {
      properties.put(field.name(), field(type, field));
      if (field.required()) {
        required.add(field.name());
      }
    }
    JsonObject described = properties.build();
    return JsonObject.builder()
        .put("description", descriptions.of(type))
        .put("type", "object")
        .put("required", required.isEmpty() ? null : JsonArray.ofStrings(required))
        .put("properties", described.isEmpty() ? null : described)
        .put("x-kubernetes-map-type", type.atomic() ? "atomic" : null)
        .put("x-kubernetes-group-version-kind", gvks(type))
        .build();
  }

  private JsonArray gvks(StructType type) {
    Set<Gvk> all = kinds.get(type);
    if (all == null) {
      return null;
    }
    return all.stream().map(OpenApiSchemas::gvk).collect(JsonArray.collector());
  }

  static JsonObject gvk(Gvk kind) {
    return JsonObject.builder()
        .put("group", kind.group())
        .put("kind", kind.kind())
        .put("version", kind.version())
        .build();
  }

  private JsonObject field(StructType owner, FieldType field) {
    JsonObject.Builder out = JsonObject.builder().put("description", descriptions.of(owner, field));
    JsonObject schema = value(field.type());
    Json zero = zero(field);
    // A sibling of $ref is ignored by the letter of OpenAPI 3.0: hence allOf.
    if (v3 && schema.has("$ref") && (zero != null || descriptions.of(owner, field) != null)) {
      out.put("allOf", JsonArray.of(schema));
    } else {
      out.putAll(schema);
    }
    out.put("default", v3 ? zero : null);
    if (field.type() instanceof ListType list) {
      out.put("x-kubernetes-list-type", topology(list));
      if (!list.keys().isEmpty()) {
        out.put("x-kubernetes-list-map-keys", JsonArray.ofStrings(list.keys()));
      }
    } else if (field.atomic()) {
      out.put("x-kubernetes-map-type", "atomic");
    }
    if (!field.patchStrategies().isEmpty()) {
      out.put("x-kubernetes-patch-strategy", String.join(",", field.patchStrategies()));
    }
    return out.put("x-kubernetes-patch-merge-key", field.mergeKey()).build();
  }

  private static String topology(ListType list) {
    return list.topology().name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The default a document names: a constant one of a scalar, or Go's zero of what is printed. */
  private static Json zero(FieldType field) {
    if (field.defaultValue() != null && field.type() instanceof Scalar) {
      return field.defaultValue();
    }
    if (field.pointer()) {
      return null;
    }
    return switch (field.type()) {
      case StructType struct -> JsonObject.EMPTY;
      case Scalar scalar when !scalar.isStruct() && field.required() -> Values.zero(scalar);
      default -> null;
    };
  }

  private JsonObject value(ValueType type) {
    return switch (type) {
      case StructType struct -> reference(struct);
      case ListType list -> typed("array").with("items", value(list.item()));
      case MapType map -> typed("object").with("additionalProperties", value(map.value()));
      case Scalar scalar -> scalar(scalar);
    };
  }

  private static JsonObject typed(String type) {
    return JsonObject.of("type", type);
  }

  private static JsonObject typed(String type, String format) {
    return typed(type).with("format", format);
  }

  private JsonObject scalar(Scalar type) {
    return switch (type) {
      case STRING -> typed("string");
      case BOOL -> typed("boolean");
      case INT32 -> typed("integer", "int32");
      case INT64 -> typed("integer", "int64");
      case DOUBLE -> typed("number", "double");
      case BYTES -> typed("string", "byte");
      case QUANTITY ->
          special(
              "io.k8s.apimachinery.pkg.api.resource.Quantity",
              v3 ? oneOf(typed("string"), typed("number")) : typed("string"));
      case INT_OR_STRING ->
          special(
              "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
              v3
                  ? oneOf(typed("integer"), typed("string")).with("format", "int-or-string")
                  : typed("string", "int-or-string"));
      case TIME -> special(META + "Time", typed("string", "date-time"));
      case MICRO_TIME -> special(META + "MicroTime", typed("string", "date-time"));
      case DURATION -> special(META + "Duration", typed("string"));
      case FIELDS_V1 -> special(META + "FieldsV1", typed("object"));
      case RAW_EXTENSION ->
          special("io.k8s.apimachinery.pkg.runtime.RawExtension", typed("object"));
      case JSON, SCHEMA_OR_BOOL, SCHEMA_OR_ARRAY, SCHEMA_OR_STRINGS ->
          special(
              EXTENSIONS + type.goType().substring(type.goType().indexOf('.') + 1),
              JsonObject.of("description", "Any JSON value."));
    };
  }

  private static JsonObject oneOf(JsonObject... types) {
    return JsonObject.of("oneOf", JsonArray.of(types));
  }
}
