package io.coxswain.api.render;

import io.coxswain.api.render.Representation.Encoding;
import io.coxswain.api.render.Representation.Form;
import io.coxswain.cache.Entry;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Status;
import io.coxswain.schema.ResourceType;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** The frames of a watch: one chunk, or one WebSocket message, each. */
public final class Events {
  private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

  private final Renderer renderer;
  private final Views views;
  private final Tables tables;

  Events(Renderer renderer, Views views, Tables tables) {
    this.renderer = renderer;
    this.views = views;
    this.tables = tables;
  }

  /**
   * An object's event.
   *
   * @param kind {@code ADDED}, {@code MODIFIED} or {@code DELETED}
   * @param headers whether a Table carries its column definitions: on the first event only
   */
  public Buffer object(
      String kind,
      Representation as,
      Tables.Include include,
      ResourceType type,
      Entry entry,
      boolean headers) {
    if (as.form() == Form.TABLE) {
      JsonObject meta = JsonObject.of("resourceVersion", Long.toString(entry.revision()));
      return value(
          kind, as, tables.table(type, List.of(entry), meta, include, as.formVersion(), headers));
    }
    boolean whole = as.form() == Form.OBJECT;
    if (as.encoding() == Encoding.PROTOBUF) {
      byte[] message =
          whole
              ? views.protobuf(type, entry)
              : views.metadataProtobuf(type, entry, as.formVersion());
      Gvk named = whole ? type.kind() : Renderer.metadataKind(as.formVersion());
      return ProtobufEnvelope.event(kind, ProtobufEnvelope.wrap(named, message));
    }
    Buffer out = Buffer.buffer(entry.length() + 80);
    out.appendString("{\"type\":\"").appendString(kind).appendString("\",\"object\":");
    if (whole) {
      views.json(type, entry, false, out);
    } else {
      out.appendBytes(views.metadataJson(type, entry, as.formVersion()));
    }
    return out.appendString("}\n");
  }

  /**
   * A bookmark: an object of the kind with nothing but a resourceVersion.
   *
   * @param initialEnd whether it ends the initial events of a streaming list
   */
  public Buffer bookmark(Representation as, ResourceType type, long revision, boolean initialEnd) {
    JsonObject meta = JsonObject.of("resourceVersion", Long.toString(revision));
    if (initialEnd) {
      meta = meta.with("annotations", JsonObject.of(INITIAL_EVENTS_END, "true"));
    }
    Gvk kind =
        switch (as.form()) {
          case OBJECT -> type.kind();
          case METADATA -> Renderer.metadataKind(as.formVersion());
          case TABLE -> new Gvk("meta.k8s.io", as.formVersion(), "Table");
        };
    JsonObject.Builder object =
        JsonObject.builder().put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
    if (as.form() == Form.TABLE) {
      // The annotation has its place on the row's object: a list's metadata has none.
      JsonObject row =
          JsonObject.builder()
              .put("cells", io.coxswain.json.JsonArray.EMPTY)
              .put("object", Views.metadataOnly(JsonObject.of("metadata", meta), as.formVersion()))
              .build();
      object
          .put("metadata", meta.without("annotations"))
          .put("columnDefinitions", io.coxswain.json.JsonArray.EMPTY)
          .put("rows", io.coxswain.json.JsonArray.of(row));
    } else {
      object.put("metadata", meta);
    }
    return value("BOOKMARK", as, object.build());
  }

  /** The event that ends a watch with an error. */
  public Buffer error(Representation as, Status status) {
    return value("ERROR", as, status.toJson());
  }

  private Buffer value(String kind, Representation as, JsonObject object) {
    if (as.encoding() == Encoding.PROTOBUF) {
      return ProtobufEnvelope.event(kind, Buffer.buffer(renderer.encode(as, object)));
    }
    Json event = JsonObject.builder().put("type", kind).put("object", object).build();
    return Buffer.buffer(JsonWriter.bytes(event)).appendString("\n");
  }
}
