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
import java.util.List;
import java.util.function.Consumer;

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
    List<String> problems = new ArrayList<>();
    JsonObject raw = raw(body, expected, problems);
    return decode(raw, expected, type, validation, problems, warn);
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
    JsonObject raw = raw(body, kind, new ArrayList<>()).with("apiVersion", "v1");
    return decode(
        raw, kind, scheme.type(kind), FieldValidation.IGNORE, new ArrayList<>(), ignored -> {});
  }

  /** Checks, prunes and defaults an object in hand, such as the result of a patch. */
  JsonObject decode(
      JsonObject raw,
      Gvk expected,
      StructType type,
      FieldValidation validation,
      List<String> problems,
      Consumer<String> warn) {
    JsonObject named = named(raw, expected);
    JsonObject decoded = Decoder.decode(type, named, problems::add);
    report(problems, expected, validation, warn);
    return Defaults.apply(type, decoded);
  }

  /** The body as a tree; problems are what strict validation refuses. */
  private JsonObject raw(Body body, Gvk expected, List<String> problems) {
    MediaType media = body.contentType().isBlank() ? null : MediaType.parse(body.contentType());
    String name = media == null ? "" : media.name();
    if (media == null && !body.contentType().isBlank()) {
      throw ApiException.unsupportedMediaType(ACCEPTED);
    }
    try {
      Json tree =
          switch (name) {
            case "", "application/json" ->
                JsonParser.parse(
                    body.bytes(), path -> problems.add("duplicate field \"" + path + "\""));
            case "application/yaml" -> Yaml.parse(body.bytes(), problems::add);
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

  static void report(
      List<String> problems, Gvk kind, FieldValidation validation, Consumer<String> warn) {
    switch (validation) {
      case IGNORE -> {}
      case WARN -> problems.forEach(warn);
      case STRICT -> {
        if (!problems.isEmpty()) {
          throw ApiException.badRequest(
              kind.kind()
                  + " in version \""
                  + kind.version()
                  + "\" cannot be handled as a "
                  + kind.kind()
                  + ": strict decoding error: "
                  + String.join(", ", problems));
        }
      }
    }
  }
}
