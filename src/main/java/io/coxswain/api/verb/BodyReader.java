package io.coxswain.api.verb;

import io.coxswain.api.render.MediaType;
import io.coxswain.api.verb.WriteOptions.FieldValidation;
import io.coxswain.json.Json;
import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.Yaml;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvk;
import io.coxswain.schema.Decoder;
import io.coxswain.schema.Defaults;
import io.coxswain.schema.Protobuf;
import io.coxswain.schema.Scheme;
import io.coxswain.schema.StructType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads objects out of request bodies: JSON, YAML or protobuf, checked and defaulted. */
public final class BodyReader {
  private static final String ACCEPTED =
      "the body of the request was in an unknown format - accepted media types include:"
          + " application/json, application/yaml, application/vnd.kubernetes.protobuf";

  private final Scheme scheme;

  public BodyReader(Scheme scheme) {
    this.scheme = scheme;
  }

  /**
   * An object of kind {@code expected} (assumed where the body does not say), pruned and with
   * constant defaults.
   *
   * @throws ApiException BadRequest, UnsupportedMediaType
   */
  JsonObject read(
      Body body, Gvk expected, StructType type, FieldValidation validation, Consumer<String> warn) {
    List<String> duplicates = new ArrayList<>();
    String format = format(body);
    JsonObject named = named(parse(body, format, expected, duplicates), expected);
    List<String> unknown = new ArrayList<>();
    JsonObject decoded = Decoder.decode(type, named, unknown::add);
    if (validation != FieldValidation.IGNORE && !(unknown.isEmpty() && duplicates.isEmpty())) {
      StrictProblems problems =
          switch (format) {
            case "application/yaml" -> StrictProblems.ofYaml(type, named, duplicates);
            case "application/vnd.kubernetes.protobuf" ->
                StrictProblems.ofTree(type, duplicates, unknown);
            default -> StrictProblems.ofJson(type, body.bytes(), duplicates, unknown);
          };
      problems.report(validation, warn, message -> unhandled(expected, message));
    }
    return Defaults.apply(type, decoded);
  }

  /** As {@link #read} for a body that may be missing: then {@code null}. */
  JsonObject readOptional(Body body, Gvk expected, StructType type) {
    return body.isEmpty()
        ? null
        : read(body, expected, type, FieldValidation.IGNORE, ignored -> {});
  }

  /** A DeleteOptions, which clients name by the version of what they delete. */
  JsonObject readOptions(Body body) {
    Gvk kind = new Gvk("", "v1", "DeleteOptions");
    JsonObject raw = parse(body, format(body), kind, new ArrayList<>()).with("apiVersion", "v1");
    StructType type = scheme.type(kind);
    return Defaults.apply(type, Decoder.decode(type, named(raw, kind)));
  }

  /**
   * Checks, prunes and defaults what a patch made.
   *
   * @throws ApiException Invalid
   */
  JsonObject patched(
      JsonObject patched,
      PatchBody patch,
      Gvk expected,
      StructType type,
      FieldValidation validation,
      Consumer<String> warn) {
    JsonObject named = named(patched, expected);
    List<String> unknown = new ArrayList<>();
    Function<String, ApiException> refusal = message -> patch.refused(patched, message);
    JsonObject decoded = Decoder.decode(type, named, unknown::add, refusal);
    if (validation != FieldValidation.IGNORE) {
      Collections.sort(unknown); // what a patch made has its fields in order
      StrictProblems.ofTree(type, patch.problems(), unknown).report(validation, warn, refusal);
    }
    return Defaults.apply(type, decoded);
  }

  private static ApiException unhandled(Gvk kind, String message) {
    return ApiException.badRequest(
        kind.kind()
            + " in version \""
            + kind.version()
            + "\" cannot be handled as a "
            + kind.kind()
            + ": "
            + message);
  }

  private static String format(Body body) {
    if (body.contentType().isBlank()) {
      return "application/json";
    }
    MediaType media = MediaType.parse(body.contentType());
    if (media == null) {
      throw ApiException.unsupportedMediaType(ACCEPTED);
    }
    return media.name();
  }

  /** The body as a tree; duplicate fields are what strict validation refuses. */
  private JsonObject parse(Body body, String format, Gvk expected, List<String> duplicates) {
    try {
      Json tree =
          switch (format) {
            case "application/json" ->
                JsonParser.parse(
                    body.bytes(), path -> duplicates.add("duplicate field \"" + path + "\""));
            case "application/yaml" -> Yaml.parse(body.bytes(), duplicates::add);
            case "application/vnd.kubernetes.protobuf" -> Protobuf.decode(body.bytes(), scheme);
            default -> throw ApiException.unsupportedMediaType(ACCEPTED);
          };
      if (tree instanceof JsonObject object) {
        return object;
      }
      throw new JsonException(
          "json: cannot unmarshal " + tree.typeName() + " into Go value of type v1.TypeMeta");
    } catch (JsonException e) {
      throw ApiException.badRequest(
          "the object provided is unrecognized (must be of type "
              + expected.kind()
              + "): couldn't get version/kind; json parse error: "
              + e.getMessage());
    }
  }

  JsonObject named(JsonObject raw, Gvk expected) {
    String kind = raw.string("kind", "");
    String apiVersion = raw.string("apiVersion", "");
    JsonObject out = raw;
    if (kind.isEmpty()) {
      out = out.with("kind", expected.kind());
    } else if (!kind.equals(expected.kind())) {
      throw ApiException.badRequest(
          kind
              + " in version \""
              + Gvk.of(apiVersion, kind).version()
              + "\" cannot be handled as a "
              + expected.kind()
              + ": no kind \""
              + kind
              + "\" is registered for this request");
    }
    if (apiVersion.isEmpty()) {
      out = out.with("apiVersion", expected.apiVersion());
    } else if (!apiVersion.equals(expected.apiVersion())) {
      throw ApiException.badRequest(
          "the API version in the data ("
              + apiVersion
              + ") does not match the expected API version ("
              + expected.apiVersion()
              + ")");
    }
    return out;
  }
}
