package io.coxswain.api.render;

import io.coxswain.api.resource.Columns;
import io.coxswain.api.resource.Strategies;
import io.coxswain.cache.Entry;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.schema.ResourceType;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Server-side printing: {@code meta.k8s.io Table}. Cells depend on the time, so none are kept. */
public final class Tables {

  /** What each row carries of its object. */
  public enum Include {
    NONE,
    METADATA,
    OBJECT;

    /** Reads the {@code includeObject} parameter; anything unknown means the default, Metadata. */
    public static Include of(String word) {
      return switch (word) {
        case "None" -> NONE;
        case "Object" -> OBJECT;
        default -> METADATA;
      };
    }
  }

  private final Views views;
  private final InstantSource clock;

  Tables(Views views, InstantSource clock) {
    this.views = views;
    this.clock = clock;
  }

  /**
   * @param headers false on all but the first event of a watch
   */
  JsonObject table(
      ResourceType type,
      List<Entry> entries,
      JsonObject listMeta,
      Include include,
      String formVersion,
      boolean headers) {
    List<Json> rows = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      rows.add(row(type, entry, include, formVersion));
    }
    return frame(type, listMeta, formVersion, headers).with("rows", JsonArray.of(rows));
  }

  /** A table without {@code rows}. */
  JsonObject frame(ResourceType type, JsonObject listMeta, String formVersion, boolean headers) {
    Columns columns = Strategies.of(type).columns();
    return JsonObject.builder()
        .put("kind", "Table")
        .put("apiVersion", "meta.k8s.io/" + formVersion)
        .put("metadata", listMeta)
        .put("columnDefinitions", headers ? definitions(columns) : JsonArray.EMPTY)
        .build();
  }

  JsonObject row(ResourceType type, Entry entry, Include include, String formVersion) {
    Columns columns = Strategies.of(type).columns();
    JsonObject object = views.object(type, entry);
    // Cells are written against the storage version, which is the one columns know.
    JsonObject told = type.isCustom() ? object : entry.object();
    List<Json> cells = columns.cells().apply(told, clock.instant());
    JsonObject.Builder row = JsonObject.builder().put("cells", JsonArray.of(cells));
    switch (include) {
      case NONE -> {}
      case METADATA -> row.put("object", Views.metadataOnly(object, formVersion));
      case OBJECT -> row.put("object", object);
    }
    return row.build();
  }

  private static JsonArray definitions(Columns columns) {
    return columns.columns().stream()
        .map(
            column ->
                JsonObject.builder()
                    .put("name", column.name())
                    .put("type", column.type())
                    .put("format", column.format())
                    .put("description", column.description())
                    .put("priority", column.priority())
                    .build())
        .collect(JsonArray.collector());
  }
}
