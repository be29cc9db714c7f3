package io.coxswain.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collector;
import java.util.stream.Stream;

/** An immutable JSON array. */
public final class JsonArray implements Json, Iterable<Json> {
  public static final JsonArray EMPTY = new JsonArray(List.of());

  private final List<Json> items;

  private JsonArray(List<Json> items) {
    this.items = items;
  }

  public static JsonArray of(Json... items) {
    return of(List.of(items));
  }

  public static JsonArray of(Collection<? extends Json> items) {
    return items.isEmpty() ? EMPTY : new JsonArray(List.copyOf(items));
  }

  public static JsonArray ofStrings(Collection<String> items) {
    return items.stream().map(Json::of).collect(collector());
  }

  public static JsonArray ofStrings(String... items) {
    return ofStrings(List.of(items));
  }

  public static Collector<Json, ?, JsonArray> collector() {
    return Collector.of(
        ArrayList<Json>::new,
        List::add,
        (a, b) -> {
          a.addAll(b);
          return a;
        },
        JsonArray::of);
  }

  public int size() {
    return items.size();
  }

  public boolean isEmpty() {
    return items.isEmpty();
  }

  public Json get(int index) {
    return items.get(index);
  }

  /** The object at {@code index}, or the empty object where something else stands there. */
  public JsonObject object(int index) {
    return items.get(index) instanceof JsonObject o ? o : JsonObject.EMPTY;
  }

  public List<Json> items() {
    return items;
  }

  public Stream<Json> stream() {
    return items.stream();
  }

  /** The items that are objects, in order. */
  public List<JsonObject> objects() {
    List<JsonObject> out = new ArrayList<>(items.size());
    for (Json item : items) {
      if (item instanceof JsonObject o) {
        out.add(o);
      }
    }
    return out;
  }

  /** The items that are strings, in order. */
  public List<String> strings() {
    List<String> out = new ArrayList<>(items.size());
    for (Json item : items) {
      if (item instanceof JsonString s) {
        out.add(s.value());
      }
    }
    return out;
  }

  public JsonArray with(Json item) {
    List<Json> out = new ArrayList<>(items.size() + 1);
    out.addAll(items);
    out.add(item);
    return of(out);
  }

  public JsonArray withAt(int index, Json item) {
    List<Json> out = new ArrayList<>(items);
    out.set(index, item);
    return of(out);
  }

  /** Every item replaced; an item mapped to {@code null} is left out. */
  public JsonArray map(UnaryOperator<Json> change) {
    List<Json> out = new ArrayList<>(items.size());
    boolean changed = false;
    for (Json item : items) {
      Json next = change.apply(item);
      changed |= next != item;
      if (next != null) {
        out.add(next);
      }
    }
    return changed ? of(out) : this;
  }

  @Override
  public Iterator<Json> iterator() {
    return items.iterator();
  }

  @Override
  public String typeName() {
    return "array";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonArray that && items.equals(that.items);
  }

  @Override
  public int hashCode() {
    return items.hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
