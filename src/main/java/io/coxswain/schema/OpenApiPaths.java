package io.coxswain.schema;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.GroupVersion;
import io.coxswain.kube.Gvk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The paths of a version's resources, in the words of Swagger 2.0 or OpenAPI 3.0. */
final class OpenApiPaths {
  private static final List<String> MEDIA_TYPES =
      List.of("application/json", "application/yaml", Protobuf.MEDIA_TYPE);
  private static final List<String> PATCH_TYPES =
      List.of(
          "application/apply-patch+yaml",
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json");

  private final Scheme scheme;
  private final OpenApiSchemas schemas;
  private final boolean v3;

  // Built once and shared by all operations: the documents are mostly parameters.
  private final Map<String, JsonObject> parameters = new LinkedHashMap<>();
  private final Map<StructType, JsonObject> responses = new LinkedHashMap<>();

  OpenApiPaths(Scheme scheme, OpenApiSchemas schemas, boolean v3) {
    this.scheme = scheme;
    this.schemas = schemas;
    this.v3 = v3;
  }

  JsonObject paths(GroupVersion version) {
    JsonObject.Builder out = JsonObject.builder();
    String root = "/" + OpenApi.path(version) + "/";
    out.put(root, JsonObject.of("get", discovery(version)));
    for (ResourceType resource : scheme.resources()) {
      if (!resource.kind().groupVersion().equals(version)) {
        continue;
      }
      String plural = resource.plural();
      if (resource.namespaced()) {
        if (resource.supports("list")) {
          Operation all = new Operation(resource, resource.kind(), false, "ForAllNamespaces");
          out.put(root + plural, JsonObject.of("get", all.list()));
        }
        resource(resource, root + "namespaces/{namespace}/" + plural, out);
      } else {
        resource(resource, root + plural, out);
      }
    }
    return out.build();
  }

  private JsonObject discovery(GroupVersion version) {
    StructType list = scheme.type(new Gvk("", "v1", "APIResourceList"));
    return JsonObject.builder()
        .put("description", "get available resources")
        .put("operationId", "get" + camel(version) + "APIResources")
        .put("tags", JsonArray.ofStrings(tag(version)))
        .put("responses", answer(list))
        .build();
  }

  private void resource(ResourceType resource, String path, JsonObject.Builder out) {
    Operation operation = new Operation(resource, resource.kind(), resource.namespaced(), "");
    JsonObject.Builder collection = JsonObject.builder();
    JsonObject.Builder item = JsonObject.builder();
    for (String verb : resource.verbs()) {
      switch (verb) {
        case "list" -> collection.put("get", operation.list());
        case "create" -> collection.put("post", operation.write("create", "post"));
        case "deletecollection" -> collection.put("delete", operation.deleteCollection());
        case "get" -> item.put("get", operation.read());
        case "update" -> item.put("put", operation.write("replace", "put"));
        case "patch" -> item.put("patch", operation.patch());
        case "delete" -> item.put("delete", operation.delete());
        default -> {}
      }
    }
    put(out, path, collection, path(resource.namespaced(), false));
    put(out, path + "/{name}", item, path(resource.namespaced(), true));
    for (Subresource subresource : resource.subresources()) {
      subresource(resource, subresource, path + "/{name}/" + subresource.name(), out);
    }
  }

  private void subresource(
      ResourceType resource, Subresource subresource, String path, JsonObject.Builder out) {
    String suffix = camel(subresource.name());
    Operation operation =
        new Operation(resource, subresource.kind(), resource.namespaced(), suffix);
    boolean connects =
        Set.of("attach", "exec", "portforward", "proxy").contains(subresource.name());
    JsonObject.Builder methods = JsonObject.builder();
    for (String verb : subresource.verbs()) {
      String method =
          switch (verb) {
            case "create" -> "post";
            case "update" -> "put";
            default -> verb;
          };
      methods.put(
          method,
          connects
              ? operation.connect(method)
              : switch (verb) {
                case "create" -> operation.write("create", "post");
                case "update" -> operation.write("replace", "put");
                case "patch" -> operation.patch();
                default -> operation.read();
              });
    }
    put(out, path, methods, path(resource.namespaced(), true));
  }

  private static void put(
      JsonObject.Builder out, String path, JsonObject.Builder methods, JsonArray parameters) {
    JsonObject built = methods.build();
    if (!built.isEmpty()) {
      out.put(path, parameters.isEmpty() ? built : built.with("parameters", parameters));
    }
  }

  private JsonArray path(boolean namespaced, boolean named) {
    List<Json> out = new ArrayList<>();
    if (named) {
      out.add(parameter("name", "path", "string"));
    }
    if (namespaced) {
      out.add(parameter("namespace", "path", "string"));
    }
    return JsonArray.of(out);
  }

  private JsonObject parameter(String name, String in, String type) {
    return parameters.computeIfAbsent(
        name,
        n -> {
          JsonObject.Builder out = JsonObject.builder().put("name", name).put("in", in);
          if (in.equals("path")) {
            out.put("required", true);
          }
          if (v3) {
            out.put("schema", JsonObject.of("type", type).with("uniqueItems", true));
          } else {
            out.put("type", type).put("uniqueItems", true);
          }
          return out.build();
        });
  }

  private JsonObject query(String name) {
    String type =
        switch (name) {
          case "limit", "timeoutSeconds", "gracePeriodSeconds" -> "integer";
          case "watch", "allowWatchBookmarks", "sendInitialEvents", "force", "orphanDependents" ->
              "boolean";
          default -> "string";
        };
    return parameter(name, "query", type);
  }

  private List<Json> queries(String... names) {
    List<Json> out = new ArrayList<>();
    for (String name : names) {
      out.add(query(name));
    }
    return out;
  }

  private JsonObject answer(StructType type) {
    return responses.computeIfAbsent(
        type,
        t -> {
          return answer(schemas.reference(type));
        });
  }

  private JsonObject answer(JsonObject schema) {
    JsonObject ok = JsonObject.of("description", "OK");
    return JsonObject.builder()
        .put(
            "200",
            v3 ? ok.with("content", content(MEDIA_TYPES, schema)) : ok.with("schema", schema))
        .put("401", JsonObject.of("description", "Unauthorized"))
        .build();
  }

  private static JsonObject content(List<String> mediaTypes, JsonObject schema) {
    JsonObject.Builder out = JsonObject.builder();
    mediaTypes.forEach(type -> out.put(type, JsonObject.of("schema", schema)));
    return out.build();
  }

  private static String camel(GroupVersion version) {
    if (version.group().isEmpty()) {
      return "Core" + camel(version.version());
    }
    StringBuilder out = new StringBuilder();
    for (String part : version.group().replaceFirst("\\.k8s\\.io$", "").split("\\.")) {
      out.append(camel(part));
    }
    return out + camel(version.version());
  }

  private static String tag(GroupVersion version) {
    String group = camel(version).replaceFirst("V[0-9].*$", "");
    return group.substring(0, 1).toLowerCase(Locale.ROOT)
        + group.substring(1)
        + "_"
        + version.version();
  }

  private static String camel(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  /** Operations on one resource or subresource; {@code kind} is that of its bodies. */
  private final class Operation {
    private final ResourceType resource;
    private final Gvk kind;
    private final boolean namespaced;
    private final String suffix;
    private final StructType type;

    Operation(ResourceType resource, Gvk kind, boolean namespaced, String suffix) {
      this.resource = resource;
      this.kind = kind;
      this.namespaced = namespaced;
      this.suffix = suffix;
      this.type = scheme.type(kind);
    }

    private JsonObject.Builder operation(String verb, String action, StructType answer) {
      GroupVersion version = resource.kind().groupVersion();
      String name = (namespaced ? "Namespaced" : "") + resource.kind().kind() + suffix;
      String id =
          switch (verb) {
            case "deleteCollection" -> "delete" + camel(version) + "Collection" + name;
            default -> verb + camel(version) + name;
          };
      return JsonObject.builder()
          .put("operationId", id)
          .put("tags", JsonArray.ofStrings(tag(version)))
          .put("produces", v3 ? null : JsonArray.ofStrings(MEDIA_TYPES))
          .put("responses", answer(answer))
          .put("x-kubernetes-action", action)
          .put("x-kubernetes-group-version-kind", OpenApiSchemas.gvk(kind));
    }

    JsonObject list() {
      StructType list = scheme.type(resource.listKind());
      JsonObject.Builder operation = operation("list", "list", list == null ? type : list);
      if (resource.isCustom()) {
        operation.put("responses", answer(schemas.listOf(resource)));
      }
      return operation.put("parameters", JsonArray.of(queries(LIST))).build();
    }

    JsonObject read() {
      return operation("read", "get", type)
          .put("parameters", JsonArray.of(queries("pretty")))
          .build();
    }

    JsonObject write(String verb, String action) {
      return withBody(
          operation(verb, action, type),
          queries("pretty", "dryRun", "fieldManager", "fieldValidation"),
          List.of("*/*"),
          schemas.reference(type));
    }

    JsonObject patch() {
      return withBody(
          operation("patch", "patch", type),
          queries("pretty", "dryRun", "fieldManager", "fieldValidation", "force"),
          resource.isCustom() ? PATCH_TYPES.subList(0, 3) : PATCH_TYPES,
          schemas.patch());
    }

    JsonObject delete() {
      return withBody(
          operation("delete", "delete", status()), queries(DELETE), List.of("*/*"), options());
    }

    JsonObject deleteCollection() {
      List<Json> parameters = queries(DELETE);
      for (Json each : queries(LIST)) {
        if (!parameters.contains(each)) {
          parameters.add(each);
        }
      }
      return withBody(
          operation("deleteCollection", "deletecollection", status()),
          parameters,
          List.of("*/*"),
          options());
    }

    /** What upgrades to a stream answers with text, and takes the options' fields as query. */
    JsonObject connect(String method) {
      List<Json> parameters = new ArrayList<>();
      for (FieldType field : type.fields()) {
        if (field.number() > 0) {
          parameters.add(query(field.name()));
        }
      }
      return operation("connect" + camel(method), "connect", type)
          .put("parameters", JsonArray.of(parameters))
          .put("responses", JsonObject.of("200", JsonObject.of("description", "OK")))
          .build();
    }

    private StructType status() {
      return scheme.type(new Gvk("", "v1", "Status"));
    }

    private JsonObject options() {
      return schemas.reference(scheme.type(new Gvk("", "v1", "DeleteOptions")));
    }

    private JsonObject withBody(
        JsonObject.Builder operation,
        List<Json> parameters,
        List<String> types,
        JsonObject schema) {
      if (v3) {
        return operation
            .put("parameters", JsonArray.of(parameters))
            .put("requestBody", JsonObject.of("content", content(types, schema)))
            .build();
      }
      parameters.add(
          JsonObject.builder()
              .put("name", "body")
              .put("in", "body")
              .put("required", true)
              .put("schema", schema)
              .build());
      return operation
          .put("consumes", JsonArray.ofStrings(types))
          .put("parameters", JsonArray.of(parameters))
          .build();
    }
  }

  private static final String[] LIST = {
    "pretty",
    "allowWatchBookmarks",
    "continue",
    "fieldSelector",
    "labelSelector",
    "limit",
    "resourceVersion",
    "resourceVersionMatch",
    "sendInitialEvents",
    "timeoutSeconds",
    "watch"
  };
  private static final String[] DELETE = {
    "pretty", "dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy"
  };
}
