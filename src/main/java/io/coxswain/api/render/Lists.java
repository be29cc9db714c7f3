package io.coxswain.api.render;

import io.coxswain.api.render.Representation.Encoding;
import io.coxswain.api.render.Representation.Form;
import io.coxswain.cache.Entry;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonWriter;
import io.coxswain.json.Yaml;
import io.coxswain.kube.Gvk;
import io.coxswain.schema.ResourceType;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** Lists in every form; large ones stream, so that no more than a chunk of text exists at once. */
public final class Lists {
  private static final int STREAM_FROM = 200;
  private static final long STREAM_FROM_BYTES = 256 * 1024;

  /** Stands for all items in a list's text; no value of a list's head has it. */
  private static final String PLACE = "items-come-here";

  private final Renderer renderer;
  private final Views views;
  private final Tables tables;

  Lists(Renderer renderer, Views views, Tables tables) {
    this.renderer = renderer;
    this.views = views;
    this.tables = tables;
  }

  /** The list of what was selected. */
  public ApiResponse list(
      Representation as,
      Tables.Include include,
      ResourceType type,
      Selected selected,
      ListMeta meta) {
    boolean stream = isLarge(selected);
    if (as.encoding() == Encoding.PROTOBUF && as.form() != Form.TABLE) {
      ProtobufList list =
          new ProtobufList(
              listKind(as, type),
              meta,
              selected,
              entry ->
                  as.form() == Form.METADATA
                      ? views.metadataProtobuf(type, entry, as.formVersion())
                      : views.protobuf(type, entry));
      return stream
          ? ApiResponse.streamed(200, as.contentType(), list::start)
          : ApiResponse.bytes(200, as.contentType(), list.whole());
    }
    if (selected.size() == 0 || as.encoding() == Encoding.PROTOBUF) {
      return renderer.value(200, as, value(as, include, type, selected, meta));
    }
    ListStream.Text text = text(as, include, type, meta);
    return stream
        ? ApiResponse.streamed(200, as.contentType(), new ListStream(selected, text)::start)
        : ApiResponse.bytes(200, as.contentType(), ListStream.whole(selected, text));
  }

  private static boolean isLarge(Selected selected) {
    if (selected.size() >= STREAM_FROM) {
      return true;
    }
    long bytes = 0;
    for (Entry entry : selected.entries()) {
      bytes += entry.length();
    }
    return bytes >= STREAM_FROM_BYTES;
  }

  private static Gvk listKind(Representation as, ResourceType type) {
    return as.form() == Form.METADATA
        ? new Gvk("meta.k8s.io", as.formVersion(), "PartialObjectMetadataList")
        : type.listKind();
  }

  /** The list without its items, which are in {@link #field}. */
  private JsonObject frame(
      Representation as, Tables.Include include, ResourceType type, ListMeta meta) {
    if (as.form() == Form.TABLE) {
      return tables.frame(type, meta.toJson(), as.formVersion(), true);
    }
    return JsonObject.builder()
        .put("kind", listKind(as, type).kind())
        .put("apiVersion", listKind(as, type).apiVersion())
        .put("metadata", meta.toJson())
        .build();
  }

  private static String field(Representation as) {
    return as.form() == Form.TABLE ? "rows" : "items";
  }

  private Function<Entry, Json> items(
      Representation as, Tables.Include include, ResourceType type) {
    return switch (as.form()) {
      case TABLE -> entry -> tables.row(type, entry, include, as.formVersion());
      case METADATA -> entry -> Views.metadataOnly(views.object(type, entry), as.formVersion());
      case OBJECT -> entry -> views.object(type, entry).without("kind", "apiVersion");
    };
  }

  private JsonObject value(
      Representation as,
      Tables.Include include,
      ResourceType type,
      Selected selected,
      ListMeta meta) {
    Function<Entry, Json> item = items(as, include, type);
    List<Json> items = new ArrayList<>(selected.size());
    selected.entries().forEach(entry -> items.add(item.apply(entry)));
    return frame(as, include, type, meta).with(field(as), JsonArray.of(items));
  }

  private ListStream.Text text(
      Representation as, Tables.Include include, ResourceType type, ListMeta meta) {
    JsonObject whole = frame(as, include, type, meta).with(field(as), JsonArray.ofStrings(PLACE));
    Function<Entry, Json> item = items(as, include, type);
    if (as.encoding() == Encoding.YAML) {
      return around(
          Yaml.write(whole),
          "- " + PLACE + "\n",
          "",
          (entry, out) -> yaml(Yaml.write(item.apply(entry)), out));
    }
    if (as.pretty()) {
      return around(
          JsonWriter.pretty(whole, "  ") + "\n",
          '"' + PLACE + '"',
          ",\n    ",
          (entry, out) ->
              out.appendString(JsonWriter.pretty(item.apply(entry), "  ").replace("\n", "\n    ")));
    }
    ListStream.Writer writer =
        switch (as.form()) {
          case TABLE -> (entry, out) -> out.appendBytes(JsonWriter.bytes(item.apply(entry)));
          case METADATA ->
              (entry, out) -> out.appendBytes(views.metadataJson(type, entry, as.formVersion()));
          case OBJECT -> (entry, out) -> views.json(type, entry, true, out);
        };
    ListStream.Text text =
        around(
            new String(JsonWriter.bytes(whole), StandardCharsets.UTF_8),
            '"' + PLACE + '"',
            ",",
            writer);
    boolean costly = as.form() != Form.OBJECT || views.isConverted(type);
    return new ListStream.Text(text.head(), writer, text.separator(), text.tail(), costly);
  }

  private static ListStream.Text around(
      String whole, String place, String separator, ListStream.Writer item) {
    int at = whole.indexOf(place);
    return new ListStream.Text(
        Buffer.buffer(whole.substring(0, at)),
        item,
        separator,
        Buffer.buffer(whole.substring(at + place.length())),
        true);
  }

  /** One item of a sequence; lines without text stay so. */
  private static void yaml(String text, Buffer out) {
    String begin = "- ";
    for (Iterator<String> lines = text.lines().iterator(); lines.hasNext(); begin = "  ") {
      String line = lines.next();
      out.appendString(line.isEmpty() ? "\n" : begin + line + "\n");
    }
  }
}
