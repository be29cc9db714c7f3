package io.coxswain.api.render;

import io.coxswain.api.render.Representation.Encoding;
import io.coxswain.api.render.Representation.Form;
import io.coxswain.cache.Entry;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonWriter;
import io.coxswain.json.Yaml;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvk;
import io.coxswain.schema.Protobuf;
import io.coxswain.schema.ResourceType;
import io.coxswain.schema.Scheme;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

/** Makes answers out of objects. Thread-safe. */
public final class Renderer {
  private final Scheme scheme;
  private final Views views;
  private final Tables tables;
  private final Events events;
  private final Lists lists;

  public Renderer(Scheme scheme, InstantSource clock) {
    this.scheme = scheme;
    this.views = new Views(scheme);
    this.tables = new Tables(views, clock);
    this.events = new Events(this, views, tables);
    this.lists = new Lists(this, views, tables);
  }

  public Views views() {
    return views;
  }

  public Events events() {
    return events;
  }

  public Lists lists() {
    return lists;
  }

  /** One stored object. */
  public ApiResponse object(
      int code, Representation as, Tables.Include include, ResourceType type, Entry entry) {
    if (as.form() == Form.TABLE) {
      JsonObject meta = JsonObject.of("resourceVersion", Long.toString(entry.revision()));
      return value(
          code, as, tables.table(type, List.of(entry), meta, include, as.formVersion(), true));
    }
    if (as.encoding() == Encoding.JSON && !as.pretty() && as.form() == Form.OBJECT) {
      Buffer out = Buffer.buffer(entry.length() + 40);
      views.json(type, entry, false, out);
      return ApiResponse.bytes(code, ApiResponse.JSON, out.getBytes());
    }
    if (as.encoding() == Encoding.PROTOBUF) {
      boolean whole = as.form() == Form.OBJECT;
      byte[] message =
          whole
              ? views.protobuf(type, entry)
              : views.metadataProtobuf(type, entry, as.formVersion());
      Gvk kind = whole ? type.kind() : metadataKind(as.formVersion());
      return ApiResponse.bytes(
          code, as.contentType(), ProtobufEnvelope.wrap(kind, message).getBytes());
    }
    JsonObject object = views.object(type, entry);
    return value(
        code,
        as,
        as.form() == Form.METADATA ? Views.metadataOnly(object, as.formVersion()) : object);
  }

  /** Any object that is complete as it is: a Table, a Status, a Scale, a review. */
  public ApiResponse value(int code, Representation as, JsonObject value) {
    return ApiResponse.bytes(code, as.contentType(), encode(as, value));
  }

  /** A refusal; it is a Status in whatever encoding the client accepts, in JSON where in none. */
  public ApiResponse failure(ApiException error, String accept) {
    Representation as;
    try {
      as = Representation.negotiate(accept, false, false, false).withForm(Form.OBJECT);
    } catch (ApiException e) {
      as = Representation.JSON;
    }
    ApiResponse answer = value(error.status().code(), as, error.status().toJson());
    long retry = error.status().details().integer("retryAfterSeconds", 0);
    return retry > 0 ? answer.withHeader("Retry-After", Long.toString(retry)) : answer;
  }

  /** The bytes of a whole value in an encoding. */
  byte[] encode(Representation as, JsonObject value) {
    return switch (as.encoding()) {
      case JSON ->
          as.pretty()
              ? (JsonWriter.pretty(value, "  ") + "\n").getBytes(StandardCharsets.UTF_8)
              : JsonWriter.bytes(value);
      case YAML -> Yaml.write(value).getBytes(StandardCharsets.UTF_8);
      case PROTOBUF -> Protobuf.encode(value, scheme);
    };
  }

  static Gvk metadataKind(String formVersion) {
    return new Gvk("meta.k8s.io", formVersion, "PartialObjectMetadata");
  }
}
