package io.coxswain.schema;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a message into JSON, in the form {@link Decoder} gives. */
final class ProtobufDecoder {
  private final Scheme scheme;

  ProtobufDecoder(Scheme scheme) {
    this.scheme = scheme;
  }

  JsonObject struct(StructType type, ProtobufReader in) {
    return struct(type, in, JsonObject.EMPTY);
  }

  /**
   * @param head fields that protobuf carries outside the message
   */
  JsonObject struct(StructType type, ProtobufReader in, JsonObject head) {
    List<FieldType> fields = type.fields();
    Object[] values = new Object[fields.size()];
    message(type.layout(), in, values);
    JsonObject.Builder out = JsonObject.builder().putAll(head);
    for (int i = 0; i < values.length; i++) {
      Json value = finished(values[i]);
      if (value != null && !Values.isOmitted(fields.get(i), value)) {
        out.put(fields.get(i).name(), value);
      }
    }
    return out.build();
  }

  private static Json finished(Object value) {
    return switch (value) {
      case null -> null;
      case Items items -> JsonArray.of(items.values);
      case Entries entries -> JsonObject.of(entries.values);
      default -> (Json) value;
    };
  }

  private record Items(List<Json> values) {}

  private record Entries(Map<String, Json> values) {}

  private void message(ProtobufLayout layout, ProtobufReader in, Object[] values) {
    for (int number = in.next(); number != 0; number = in.next()) {
      ProtobufLayout.Entry entry = layout.entry(number);
      if (entry == null) {
        in.skip();
      } else if (entry.inner() != null) {
        message(entry.inner(), in.message(), values);
      } else {
        int index = entry.index();
        values[index] = field(entry.field().type(), in, values[index]);
      }
    }
  }

  private Object field(ValueType type, ProtobufReader in, Object sofar) {
    return switch (type) {
      case ListType list when !list.wrapped() -> {
        Items items = sofar == null ? new Items(new ArrayList<>()) : (Items) sofar;
        item(list.item(), in, items.values);
        yield items;
      }
      case MapType map -> {
        Entries entries = sofar == null ? new Entries(new LinkedHashMap<>()) : (Entries) sofar;
        entry(map, in.message(), entries.values);
        yield entries;
      }
      default -> value(type, in);
    };
  }

  private void item(ValueType type, ProtobufReader in, List<Json> out) {
    if (type instanceof Scalar scalar && ProtobufScalars.isPackable(scalar) && in.isDelimited()) {
      ProtobufReader packed = in.message();
      while (!packed.atEnd()) {
        out.add(ProtobufScalars.packed(scalar, packed));
      }
    } else {
      Json value = value(type, in);
      out.add(value == null ? Values.zero(type) : value);
    }
  }

  private void entry(MapType map, ProtobufReader in, Map<String, Json> out) {
    String key = "";
    Json value = null;
    for (int number = in.next(); number != 0; number = in.next()) {
      switch (number) {
        case 1 -> key = in.string();
        case 2 -> value = value(map.value(), in);
        default -> in.skip();
      }
    }
    out.put(key, value == null ? Values.zero(map.value()) : value);
  }

  private Json value(ValueType type, ProtobufReader in) {
    return switch (type) {
      case StructType struct -> struct(struct, in.message());
      case ListType list -> wrapped(list, in.message());
      case MapType map -> throw new IllegalStateException("a map in a map or list");
      case Scalar scalar -> ProtobufScalars.read(in, scalar, scheme);
    };
  }

  private Json wrapped(ListType list, ProtobufReader in) {
    List<Json> items = new ArrayList<>();
    for (int number = in.next(); number != 0; number = in.next()) {
      if (number == 1) {
        item(list.item(), in, items);
      } else {
        in.skip();
      }
    }
    return JsonArray.of(items);
  }
}
