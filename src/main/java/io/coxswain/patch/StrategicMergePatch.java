package io.coxswain.patch;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.schema.FieldType;
import io.coxswain.schema.ListType;
import io.coxswain.schema.MapType;
import io.coxswain.schema.StructType;
import io.coxswain.schema.ValueType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Kubernetes' strategic merge patch: a merge patch that merges lists by key where the type says so,
 * with the directives {@code $patch}, {@code $retainKeys}, {@code $deleteFromPrimitiveList} and
 * {@code $setElementOrder}.
 */
public final class StrategicMergePatch {
  static final String DIRECTIVE = "$patch";
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String DELETE_FROM_LIST = "$deleteFromPrimitiveList/";
  private static final String SET_ORDER = "$setElementOrder/";

  private StrategicMergePatch() {}

  /**
   * @throws ApiException BadRequest for unknown directives, items without their merge key and other
   *     malformed patches
   */
  public static JsonObject apply(JsonObject patch, JsonObject target, StructType type) {
    return mergeObject(target, patch, type, false);
  }

  static JsonObject mergeObject(
      JsonObject target, JsonObject patch, ValueType type, boolean retainsKeys) {
    Json directive = patch.get(DIRECTIVE);
    if (directive != null) {
      String word = directive instanceof io.coxswain.json.JsonString s ? s.value() : "";
      return switch (word) {
        case "replace" -> dropDirectives(patch.without(DIRECTIVE));
        case "delete" -> JsonObject.EMPTY;
        case "merge" -> mergeObject(target, patch.without(DIRECTIVE), type, retainsKeys);
        default -> throw bad("unknown patch type: " + word + " found in map");
      };
    }
    JsonObject out = retainsKeys ? retain(target, patch) : target;
    for (Map.Entry<String, Json> field : patch.fields().entrySet()) {
      String name = field.getKey();
      if (name.startsWith(DELETE_FROM_LIST)) {
        String list = name.substring(DELETE_FROM_LIST.length());
        if (out.get(list) instanceof JsonArray items) {
          Set<Json> gone = new HashSet<>(array(name, field.getValue()).items());
          out = out.with(list, items.map(item -> gone.contains(item) ? null : item));
        }
      } else if (!name.equals(RETAIN_KEYS) && !name.startsWith(SET_ORDER)) {
        out = mergeField(out, name, field.getValue(), fieldOf(type, name));
      }
    }
    for (Map.Entry<String, Json> field : patch.fields().entrySet()) {
      if (field.getKey().startsWith(SET_ORDER)) {
        String list = field.getKey().substring(SET_ORDER.length());
        out = order(out, target, list, array(field.getKey(), field.getValue()), type);
      }
    }
    return out;
  }

  private static JsonObject mergeField(JsonObject target, String name, Json value, Field field) {
    if (value == JsonNull.NULL) {
      return target.without(name);
    }
    Json old = target.get(name);
    if (value instanceof JsonObject changes) {
      if (field.replaces() || old != null && !(old instanceof JsonObject)) {
        return target.with(name, dropDirectives(changes));
      }
      if (old == null) {
        // Without an original there is nothing to merge with; a delete leaves an empty object.
        return target.with(
            name, mergeObject(JsonObject.EMPTY, changes, field.type, field.retainsKeys()));
      }
      return target.with(
          name, mergeObject((JsonObject) old, changes, field.type, field.retainsKeys()));
    }
    if (value instanceof JsonArray changes && field.mergesList()) {
      JsonArray items = old instanceof JsonArray a ? a : JsonArray.EMPTY;
      return target.with(
          name, MergedList.merge(items, changes, field.mergeKey(), field.itemType()));
    }
    return target.with(name, dropDirectives(value));
  }

  private static JsonObject order(
      JsonObject merged, JsonObject target, String list, JsonArray order, ValueType type) {
    if (!(merged.get(list) instanceof JsonArray items)) {
      return merged;
    }
    Field field = fieldOf(type, list);
    return merged.with(list, MergedList.order(items, order, target.array(list), field.mergeKey()));
  }

  /** Drops what {@code $retainKeys} does not name. */
  private static JsonObject retain(JsonObject target, JsonObject patch) {
    if (!patch.has(RETAIN_KEYS)) {
      return target;
    }
    Set<String> keep = new HashSet<>(array(RETAIN_KEYS, patch.get(RETAIN_KEYS)).strings());
    for (Map.Entry<String, Json> field : patch.fields().entrySet()) {
      boolean directive = field.getKey().startsWith("$");
      if (!directive && field.getValue() != JsonNull.NULL && !keep.contains(field.getKey())) {
        throw bad(
            "the fields in the patch don't match the fields in the retainKeys list: "
                + field.getKey());
      }
    }
    JsonObject out = target;
    for (String name : target.names()) {
      if (!keep.contains(name)) {
        out = out.without(name);
      }
    }
    return out;
  }

  /** What a patch adds where nothing was: without directives and without nulls. */
  static Json dropDirectives(Json value) {
    return switch (value) {
      case JsonObject object -> dropDirectives(object);
      case JsonArray array ->
          array.map(
              item ->
                  item instanceof JsonObject o && o.has(DIRECTIVE) ? null : dropDirectives(item));
      default -> value;
    };
  }

  private static JsonObject dropDirectives(JsonObject object) {
    JsonObject.Builder out = JsonObject.builder();
    for (Map.Entry<String, Json> field : object.fields().entrySet()) {
      boolean directive =
          field.getKey().equals(DIRECTIVE)
              || field.getKey().equals(RETAIN_KEYS)
              || field.getKey().startsWith(SET_ORDER)
              || field.getKey().startsWith(DELETE_FROM_LIST);
      if (!directive && field.getValue() != JsonNull.NULL) {
        out.put(field.getKey(), dropDirectives(field.getValue()));
      }
    }
    return out.build();
  }

  private static JsonArray array(String name, Json value) {
    if (value instanceof JsonArray array) {
      return array;
    }
    throw bad("expected a list below " + name + ", found " + value.typeName());
  }

  static ApiException bad(String message) {
    return ApiException.badRequest(message);
  }

  /** A field as the patch sees it; {@code declared} is {@code null} where the type has none. */
  private record Field(FieldType declared, ValueType type) {
    boolean replaces() {
      return declared != null && declared.patchStrategies().contains("replace");
    }

    boolean retainsKeys() {
      return declared != null && declared.retainsKeys();
    }

    boolean mergesList() {
      return declared != null && declared.mergesByPatch();
    }

    /** {@code null} for lists of plain values. */
    String mergeKey() {
      return declared == null ? null : declared.mergeKey();
    }

    ValueType itemType() {
      return type instanceof ListType list ? list.item() : null;
    }
  }

  private static Field fieldOf(ValueType type, String name) {
    return switch (type) {
      case StructType struct -> {
        FieldType field = struct.field(name);
        yield new Field(field, field == null ? null : field.type());
      }
      case MapType map -> new Field(null, map.value());
      case null, default -> new Field(null, null);
    };
  }

  static boolean isDirective(JsonObject item, List<String> words) {
    return words.contains(item.string(DIRECTIVE, ""));
  }
}
