package io.coxswain.api.verb;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.Yaml;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import io.coxswain.patch.JsonPatch;
import io.coxswain.patch.MergePatch;
import io.coxswain.patch.StrategicMergePatch;
import io.coxswain.schema.Decoder;
import io.coxswain.schema.ResourceType;
import io.coxswain.schema.StructType;
import java.util.ArrayList;
import java.util.List;

/**
 * A parsed JSON, merge or strategic merge patch. Its problems are what strict validation refuses of
 * the patch itself.
 */
sealed interface PatchBody {
  /** RFC 6902. */
  record Operations(JsonArray operations, List<String> problems) implements PatchBody {}

  /** RFC 7386. */
  record Merge(Json changes, List<String> problems) implements PatchBody {}

  /** Kubernetes' own. */
  record Strategic(JsonObject changes, List<String> problems) implements PatchBody {}

  List<String> problems();

  /**
   * @throws ApiException UnsupportedMediaType, BadRequest
   */
  static PatchBody of(VerbRequest request) {
    byte[] bytes = request.body().bytes();
    String format = Patch.format(request);
    if (request.type().isCustom() && format.equals("application/strategic-merge-patch+json")) {
      throw ApiException.unsupportedMediaType(
          "the body of the request was in an unknown format - accepted media types include:"
              + " application/json-patch+json, application/merge-patch+json,"
              + " application/apply-patch+yaml");
    }
    return switch (format) {
      case "application/json-patch+json" -> {
        Json operations = parse(bytes, new ArrayList<>());
        if (operations instanceof JsonArray array) {
          yield new Operations(array, StrictProblems.ofOperations(bytes));
        }
        throw wrong(operations, "jsonpatch.Patch");
      }
      case "application/merge-patch+json" -> {
        List<String> problems = new ArrayList<>();
        yield new Merge(object(bytes, problems), problems);
      }
      case "application/strategic-merge-patch+json" -> {
        List<String> problems = new ArrayList<>();
        yield new Strategic(object(bytes, problems), problems);
      }
      default ->
          throw ApiException.unsupportedMediaType(
              "the body of the request was in an unknown format - accepted media types include:"
                  + " application/json-patch+json, application/merge-patch+json,"
                  + " application/strategic-merge-patch+json, application/apply-patch+yaml");
    };
  }

  private static Json parse(byte[] bytes, List<String> duplicates) {
    try {
      return JsonParser.parse(bytes, path -> duplicates.add("duplicate field \"" + path + "\""));
    } catch (JsonException e) {
      throw ApiException.badRequest("error decoding patch: " + e.getMessage());
    }
  }

  private static JsonObject object(byte[] bytes, List<String> duplicates) {
    Json parsed = parse(bytes, duplicates);
    if (parsed instanceof JsonObject object) {
      return object;
    }
    throw wrong(parsed, "map[string]interface {}");
  }

  private static ApiException wrong(Json value, String goType) {
    return ApiException.badRequest(
        "error decoding patch: json: cannot unmarshal "
            + value.typeName()
            + " into Go value of type "
            + goType);
  }

  /** Refuses what the patch made: upstream shows that, or a strategic merge patch, as Go does. */
  default ApiException refused(JsonObject patched, String why) {
    String value = this instanceof Strategic patch ? GoText.of(patch.changes()) : patched.text();
    return ApiException.invalid(
        new Gvk("", "", ""), "", List.of(FieldError.invalid("patch", value, why)));
  }

  default JsonObject apply(JsonObject target, StructType type) {
    Json patched =
        switch (this) {
          case Operations patch -> JsonPatch.apply(patch.operations(), target);
          case Merge patch -> MergePatch.apply(patch.changes(), target);
          case Strategic patch -> StrategicMergePatch.apply(patch.changes(), target, type);
        };
    if (patched instanceof JsonObject object) {
      return object;
    }
    throw ApiException.badRequest("the patched value is no object");
  }

  /**
   * The configuration of a server-side apply: checked and pruned, not defaulted.
   *
   * @throws ApiException BadRequest
   */
  static JsonObject configuration(VerbRequest request, BodyReader reader, WriteOptions options) {
    ResourceType type = request.type();
    List<String> problems = new ArrayList<>();
    Json parsed;
    try {
      parsed = Yaml.parse(request.body().bytes(), problems::add);
    } catch (JsonException e) {
      throw ApiException.badRequest("error decoding YAML: " + e.getMessage());
    }
    if (!(parsed instanceof JsonObject raw)) {
      throw ApiException.badRequest("error decoding YAML: the configuration is no object");
    }
    JsonObject named = reader.named(raw, type.kind());
    List<String> unknown = new ArrayList<>();
    JsonObject decoded = Decoder.decode(type.type(), named, unknown::add);
    requireDeclared(request, named, unknown);
    switch (options.validation()) {
      case IGNORE -> {}
      case WARN -> problems.forEach(request::warn);
      case STRICT -> {
        if (!problems.isEmpty()) {
          throw ApiException.badRequest(
              "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:"
                  + "\n  "
                  + String.join("\n  ", problems));
        }
      }
    }
    return decoded;
  }

  /** A configuration can own nothing that the schema does not declare. */
  private static void requireDeclared(VerbRequest request, JsonObject named, List<String> unknown) {
    if (unknown.isEmpty()) {
      return;
    }
    List<String> undeclared = new ArrayList<>();
    for (String problem : unknown) {
      String path = problem.replaceFirst("^unknown field \"", "").replaceFirst("\"$", "");
      undeclared.add("." + path + ": field not declared in schema");
    }
    String what =
        undeclared.size() == 1
            ? undeclared.getFirst()
            : "errors:\n  " + String.join("\n  ", undeclared);
    Gvk kind = request.type().kind();
    throw new ApiException(
        new Status(
            500,
            Reason.UNKNOWN,
            "failed to create typed patch object ("
                + request.namespace()
                + "/"
                + request.name()
                + "; "
                + kind.apiVersion()
                + ", Kind="
                + kind.kind()
                + "): "
                + what,
            JsonObject.EMPTY));
  }
}
