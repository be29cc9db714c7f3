package io.coxswain.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * An immutable JSON object that keeps the order of its fields; equality ignores that order.
 *
 * <p>Readers are lenient: a missing field or one of another type reads as empty, {@code null} or
 * the given default, so that code over decoded (and hence well-typed) objects stays free of checks.
 */
public final class JsonObject implements Json {
  public static final JsonObject EMPTY = new JsonObject(Fields.EMPTY);

  private final Fields fields;

  private JsonObject(Fields fields) {
    this.fields = fields;
  }

  public static JsonObject of(String name, Json value) {
    return builder().put(name, value).build();
  }

  public static JsonObject of(String name, String value) {
    return of(name, Json.of(value));
  }

  public static JsonObject of(Map<String, ? extends Json> fields) {
    return fields instanceof Fields own ? of(own) : of(Fields.Collector.of(fields).fields());
  }

  static JsonObject of(Fields fields) {
    return fields.isEmpty() ? EMPTY : new JsonObject(fields);
  }

  public static JsonObject ofStrings(Map<String, String> fields) {
    Builder out = builder();
    fields.forEach(out::put);
    return out.build();
  }

  public static Builder builder() {
    return new Builder(new Fields.Collector());
  }

  public Builder toBuilder() {
    return new Builder(new Fields.Collector(fields));
  }

  public int size() {
    return fields.size();
  }

  public boolean isEmpty() {
    return fields.isEmpty();
  }

  public boolean has(String name) {
    return fields.containsKey(name);
  }

  public Set<String> names() {
    return fields.keySet();
  }

  public Map<String, Json> fields() {
    return fields;
  }

  /** The field's value, {@code null} where it is missing (a JSON null is {@link JsonNull#NULL}). */
  public Json get(String name) {
    return fields.get(name);
  }

  public JsonObject object(String name) {
    return fields.get(name) instanceof JsonObject o ? o : EMPTY;
  }

  public JsonArray array(String name) {
    return fields.get(name) instanceof JsonArray a ? a : JsonArray.EMPTY;
  }

  /** The objects of the array {@code name}. */
  public List<JsonObject> objects(String name) {
    return array(name).objects();
  }

  /** The strings of the array {@code name}. */
  public List<String> strings(String name) {
    return array(name).strings();
  }

  /** The string, or {@code null}. */
  public String string(String name) {
    return string(name, null);
  }

  public String string(String name, String otherwise) {
    return fields.get(name) instanceof JsonString s ? s.value() : otherwise;
  }

  public long integer(String name, long otherwise) {
    return fields.get(name) instanceof JsonNumber n ? n.longValue() : otherwise;
  }

  public boolean bool(String name, boolean otherwise) {
    return fields.get(name) instanceof JsonBool b ? b.value() : otherwise;
  }

  /** The string-valued fields of this object, as labels and annotations are. */
  public Map<String, String> stringMap() {
    Map<String, String> out = new LinkedHashMap<>();
    fields.forEach(
        (name, value) -> {
          if (value instanceof JsonString s) {
            out.put(name, s.value());
          }
        });
    return out;
  }

  /** The value below nested objects, or {@code null}. */
  public Json at(String... path) {
    Json here = this;
    for (String name : path) {
      if (!(here instanceof JsonObject o)) {
        return null;
      }
      here = o.fields.get(name);
    }
    return here;
  }

  public JsonObject objectAt(String... path) {
    return at(path) instanceof JsonObject o ? o : EMPTY;
  }

  public JsonArray arrayAt(String... path) {
    return at(path) instanceof JsonArray a ? a : JsonArray.EMPTY;
  }

  public String stringAt(String... path) {
    return at(path) instanceof JsonString s ? s.value() : null;
  }

  /** This object with the field set; a {@code null} value removes it. */
  public JsonObject with(String name, Json value) {
    if (value == null) {
      return without(name);
    }
    if (value.equals(fields.get(name))) {
      return this;
    }
    return new JsonObject(fields.with(name, value));
  }

  public JsonObject with(String name, String value) {
    return with(name, value == null ? null : Json.of(value));
  }

  public JsonObject with(String name, long value) {
    return with(name, Json.of(value));
  }

  public JsonObject with(String name, boolean value) {
    return with(name, Json.of(value));
  }

  public JsonObject without(String... names) {
    boolean any = false;
    for (String name : names) {
      any |= fields.containsKey(name);
    }
    if (!any) {
      return this;
    }
    Builder out = toBuilder();
    for (String name : names) {
      out.remove(name);
    }
    return out.build();
  }

  /** This object with {@code value} below nested objects, made as needed; {@code null} removes. */
  public JsonObject withAt(Json value, String... path) {
    return withAt(value, List.of(path));
  }

  private JsonObject withAt(Json value, List<String> path) {
    String name = path.getFirst();
    if (path.size() == 1) {
      return with(name, value);
    }
    if (value == null && !(fields.get(name) instanceof JsonObject)) {
      return this;
    }
    return with(name, object(name).withAt(value, path.subList(1, path.size())));
  }

  /** The field changed by {@code change}, which sees {@code null} where it is missing. */
  public JsonObject mapField(String name, UnaryOperator<Json> change) {
    return with(name, change.apply(fields.get(name)));
  }

  /** The fields in the order of their names. */
  public JsonObject sorted() {
    List<String> names = new ArrayList<>(fields.keySet());
    Collections.sort(names);
    Builder out = builder();
    names.forEach(name -> out.put(name, fields.get(name)));
    return out.build();
  }

  @Override
  public String typeName() {
    return "object";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonObject that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return text();
  }

  /** Collects fields; a {@code null} value leaves the field out. */
  public static final class Builder {
    private final Fields.Collector fields;

    private Builder(Fields.Collector fields) {
      this.fields = fields;
    }

    public Builder put(String name, Json value) {
      if (value != null) {
        fields.put(name, value);
      }
      return this;
    }

    public Builder put(String name, String value) {
      return value == null ? this : put(name, Json.of(value));
    }

    public Builder put(String name, long value) {
      return put(name, Json.of(value));
    }

    public Builder put(String name, boolean value) {
      return put(name, Json.of(value));
    }

    public Builder putAll(JsonObject other) {
      other.fields.forEach(fields::put);
      return this;
    }

    public Builder remove(String name) {
      fields.remove(name);
      return this;
    }

    public JsonObject build() {
      return of(fields.fields());
    }
  }
}
