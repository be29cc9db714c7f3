package io.coxswain.patch;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonBool;
import io.coxswain.json.JsonException;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonString;
import java.util.Iterator;
import java.util.Map;

/**
 * One step of a field's path: a field's name, an item of a map list by its keys, an item of a set
 * by its value, an item of any other list by its index. Ordered as upstream writes them.
 */
public sealed interface PathElement extends Comparable<PathElement> {

  /** A field of an object, or a key of a map. */
  record Field(String name) implements PathElement {
    @Override
    public String text() {
      return "f:" + name;
    }

    @Override
    public String toString() {
      return "." + name;
    }
  }

  /** The item of a map list with these keys, sorted by name. */
  record Key(JsonObject keys) implements PathElement {
    public Key {
      keys = keys.sorted();
    }

    @Override
    public String text() {
      return "k:" + keys.text();
    }

    @Override
    public String toString() {
      StringBuilder out = new StringBuilder("[");
      for (Map.Entry<String, Json> key : keys.fields().entrySet()) {
        out.append(out.length() > 1 ? "," : "").append(key.getKey()).append('=');
        out.append(key.getValue().text());
      }
      return out.append(']').toString();
    }
  }

  /** The item of a set list that equals this value. */
  record Value(Json value) implements PathElement {
    @Override
    public String text() {
      return "v:" + value.text();
    }

    @Override
    public String toString() {
      return "[=" + value.text() + "]";
    }
  }

  /** The item at this place. */
  record Index(int index) implements PathElement {
    @Override
    public String text() {
      return "i:" + index;
    }

    @Override
    public String toString() {
      return "[" + index + "]";
    }
  }

  /** As fieldsV1 writes it, such as {@code f:spec} or {@code k:{"name":"app"}}. */
  String text();

  /**
   * @throws IllegalArgumentException where the text is no path element
   */
  static PathElement parse(String text) {
    if (text.length() < 2 || text.charAt(1) != ':') {
      throw new IllegalArgumentException("missing colon: " + text);
    }
    String rest = text.substring(2);
    try {
      return switch (text.charAt(0)) {
        case 'f' -> new Field(rest);
        case 'k' -> new Key(JsonParser.parseObject(rest));
        case 'v' -> new Value(JsonParser.parse(rest));
        case 'i' -> new Index(Integer.parseInt(rest));
        default -> throw new IllegalArgumentException("unknown path element type");
      };
    } catch (JsonException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  default int compareTo(PathElement other) {
    int rank = Integer.compare(rank(this), rank(other));
    if (rank != 0) {
      return rank;
    }
    return switch (this) {
      case Field f -> f.name.compareTo(((Field) other).name);
      case Key k -> compareKeys(k.keys, ((Key) other).keys);
      case Value v -> compareValues(v.value, ((Value) other).value);
      case Index i -> Integer.compare(i.index, ((Index) other).index);
    };
  }

  private static int rank(PathElement element) {
    return switch (element) {
      case Field ignored -> 0;
      case Key ignored -> 1;
      case Value ignored -> 2;
      case Index ignored -> 3;
    };
  }

  private static int compareKeys(JsonObject a, JsonObject b) {
    Iterator<Map.Entry<String, Json>> left = a.fields().entrySet().iterator();
    Iterator<Map.Entry<String, Json>> right = b.fields().entrySet().iterator();
    while (left.hasNext() && right.hasNext()) {
      Map.Entry<String, Json> l = left.next();
      Map.Entry<String, Json> r = right.next();
      int order = l.getKey().compareTo(r.getKey());
      if (order == 0) {
        order = compareValues(l.getValue(), r.getValue());
      }
      if (order != 0) {
        return order;
      }
    }
    return Boolean.compare(left.hasNext(), right.hasNext());
  }

  private static int compareValues(Json a, Json b) {
    int kind = Integer.compare(kind(a), kind(b));
    if (kind != 0) {
      return kind;
    }
    return switch (a) {
      case JsonNumber n -> n.decimalValue().compareTo(((JsonNumber) b).decimalValue());
      case JsonString s -> s.value().compareTo(((JsonString) b).value());
      case JsonBool x -> Boolean.compare(x.value(), ((JsonBool) b).value());
      default -> a.text().compareTo(b.text());
    };
  }

  private static int kind(Json value) {
    return switch (value) {
      case JsonNumber ignored -> 0;
      case JsonString ignored -> 1;
      case JsonBool ignored -> 2;
      case JsonArray ignored -> 3;
      case JsonObject ignored -> 4;
      default -> 5;
    };
  }
}
