package io.coxswain.api.render;

import io.coxswain.api.render.Representation.Encoding;
import io.coxswain.api.render.Representation.Form;
import io.coxswain.cache.Entry;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvk;
import io.coxswain.schema.ResourceType;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Lists in every form; large ones stream, so that no more than a chunk of text exists at once. */
public final class Lists {
  private static final int STREAM_FROM = 200;

  private final Renderer renderer;
  private final Views views;
  private final Tables tables;

  Lists(Renderer renderer, Views views, Tables tables) {
    this.renderer = renderer;
    this.views = views;
    this.tables = tables;
  }

  /** The list of {@code entries}, which are in order and all selected. */
  public ApiResponse list(
      Representation as,
      Tables.Include include,
      ResourceType type,
      List<Entry> entries,
      ListMeta meta) {
    if (as.form() == Form.TABLE) {
      return renderer.value(
          200, as, tables.table(type, entries, meta.toJson(), include, as.formVersion(), true));
    }
    if (as.encoding() == Encoding.PROTOBUF) {
      return protobuf(as, type, entries, meta);
    }
    if (as.encoding() == Encoding.YAML || as.pretty()) {
      return renderer.value(200, as, tree(as, type, entries, meta));
    }
    JsonChunks chunks = new JsonChunks(as, type, entries, meta);
    if (entries.size() >= STREAM_FROM) {
      return ApiResponse.streamed(200, ApiResponse.JSON, chunks::start);
    }
    return ApiResponse.bytes(200, ApiResponse.JSON, chunks.all().getBytes());
  }

  private static Gvk listKind(Representation as, ResourceType type) {
    return as.form() == Form.METADATA
        ? new Gvk("meta.k8s.io", as.formVersion(), "PartialObjectMetadataList")
        : type.listKind();
  }

  private JsonObject tree(
      Representation as, ResourceType type, List<Entry> entries, ListMeta meta) {
    List<Json> items = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      JsonObject object = views.object(type, entry);
      items.add(
          as.form() == Form.METADATA
              ? Views.metadataOnly(object, as.formVersion())
              : object.without("kind", "apiVersion"));
    }
    return JsonObject.builder()
        .put("kind", listKind(as, type).kind())
        .put("apiVersion", listKind(as, type).apiVersion())
        .put("metadata", meta.toJson())
        .put("items", JsonArray.of(items))
        .build();
  }

  private ApiResponse protobuf(
      Representation as, ResourceType type, List<Entry> entries, ListMeta meta) {
    IntFunction<byte[]> item =
        index ->
            as.form() == Form.METADATA
                ? views.metadataProtobuf(type, entries.get(index), as.formVersion())
                : views.protobuf(type, entries.get(index));
    Gvk kind = listKind(as, type);
    if (entries.size() >= STREAM_FROM) {
      return ApiResponse.streamed(
          200, as.contentType(), new ProtobufList(kind, meta, entries.size(), item)::start);
    }
    Buffer message = Buffer.buffer();
    ProtobufEnvelope.listMeta(meta, message);
    for (int i = 0; i < entries.size(); i++) {
      ProtobufEnvelope.item(item.apply(i), message);
    }
    return ApiResponse.bytes(
        200, as.contentType(), ProtobufEnvelope.wrap(kind, message.getBytes()).getBytes());
  }

  /** Writes a JSON list chunk by chunk, pausing while the client does not read. */
  private final class JsonChunks {
    private static final int CHUNK = 64 * 1024;
    private final Representation as;
    private final ResourceType type;
    private final List<Entry> entries;
    private final ListMeta meta;
    private int next;
    private boolean closed;

    JsonChunks(Representation as, ResourceType type, List<Entry> entries, ListMeta meta) {
      this.as = as;
      this.type = type;
      this.entries = entries;
      this.meta = meta;
    }

    Buffer all() {
      Buffer out = Buffer.buffer();
      head(out);
      while (next < entries.size()) {
        item(out);
      }
      return out.appendString("]}");
    }

    void start(StreamSink sink) {
      sink.onClose(() -> closed = true);
      sink.onDrain(() -> pump(sink));
      Buffer out = Buffer.buffer();
      head(out);
      sink.write(out);
      pump(sink);
    }

    private void pump(StreamSink sink) {
      while (!closed && !sink.isFull()) {
        Buffer out = Buffer.buffer(CHUNK + 4096);
        while (next < entries.size() && out.length() < CHUNK) {
          item(out);
        }
        if (next == entries.size()) {
          closed = true;
          sink.write(out.appendString("]}"));
          sink.end();
        } else {
          sink.write(out);
        }
      }
    }

    private void head(Buffer out) {
      Gvk kind = listKind(as, type);
      out.appendString("{\"kind\":\"" + kind.kind() + "\",\"apiVersion\":\"");
      out.appendString(kind.apiVersion() + "\",\"metadata\":");
      out.appendString(meta.toJson().text()).appendString(",\"items\":[");
    }

    private void item(Buffer out) {
      if (next > 0) {
        out.appendByte((byte) ',');
      }
      Entry entry = entries.get(next++);
      if (as.form() == Form.METADATA) {
        out.appendBytes(views.metadataJson(type, entry, as.formVersion()));
      } else {
        views.json(type, entry, true, out);
      }
    }
  }
}
