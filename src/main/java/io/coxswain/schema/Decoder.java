package io.coxswain.schema;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Checks JSON against a type and prunes it, with the effect of upstream's decoding into a Go struct
 * (sigs.k8s.io/json): null is absent, unknown fields vanish, scalars become canonical, zero values
 * that Go would not print vanish. The result's fields are in the type's order; what was like that
 * already is given back as it is. It does not yet have the fields printed when empty: see {@link
 * Encoder}.
 */
public final class Decoder {
  private final Consumer<String> unknownFields;

  /** In a custom resource: what has the wrong type stays, for validation to name it. */
  private boolean lenient;

  private Decoder(Consumer<String> unknownFields) {
    this.unknownFields = unknownFields;
  }

  /**
   * @param unknownFields gets {@code unknown field "spec.foo"} for each field the type lacks
   * @throws ApiException BadRequest in upstream's words where a value has the wrong type
   */
  public static JsonObject decode(StructType type, JsonObject raw, Consumer<String> unknownFields) {
    return decode(type, raw, unknownFields, message -> unhandled(raw, message));
  }

  /**
   * As {@link #decode(StructType, JsonObject, Consumer)} with another error: made of upstream's
   * words about the value.
   */
  public static JsonObject decode(
      StructType type,
      JsonObject raw,
      Consumer<String> unknownFields,
      Function<String, ApiException> refusal) {
    try {
      return new Decoder(unknownFields).struct(type, raw, Path.ROOT);
    } catch (DecodeException e) {
      throw refusal.apply(e.getMessage());
    }
  }

  private static ApiException unhandled(JsonObject raw, String message) {
    String kind = raw.string("kind", "");
    String apiVersion = raw.string("apiVersion", "");
    return ApiException.badRequest(
        kind.isEmpty()
            ? message
            : kind
                + " in version \""
                + apiVersion.substring(apiVersion.indexOf('/') + 1)
                + "\" cannot be handled as a "
                + kind
                + ": "
                + message);
  }

  /** Decodes and ignores unknown fields. */
  public static JsonObject decode(StructType type, JsonObject raw) {
    return decode(type, raw, unknown -> {});
  }

  private JsonObject struct(StructType type, JsonObject raw, Path path) {
    boolean outer = lenient;
    lenient = type.isCustom();
    try {
      return fields(type, raw, path);
    } finally {
      lenient = outer;
    }
  }

  private JsonObject fields(StructType type, JsonObject raw, Path path) {
    List<FieldType> fields = type.fields();
    Json[] values = new Json[fields.size()];
    JsonObject.Builder kept = null;
    boolean same = true;
    int last = -1;
    for (Map.Entry<String, Json> entry : raw.fields().entrySet()) {
      int index = type.indexOf(entry.getKey());
      if (index >= 0) {
        values[index] = field(type, fields.get(index), entry.getValue(), path);
        same = same && index > last && values[index] == entry.getValue();
        last = index;
        continue;
      }
      same = false;
      if (type.preserveUnknown()) {
        kept = kept == null ? JsonObject.builder() : kept;
        kept.put(entry.getKey(), entry.getValue());
      } else {
        unknownFields.accept("unknown field \"" + path.field(entry.getKey(), type) + "\"");
      }
    }
    if (same) {
      return raw;
    }
    JsonObject.Builder out = JsonObject.builder();
    for (int i = 0; i < values.length; i++) {
      out.put(fields.get(i).name(), values[i]);
    }
    return (kept == null ? out : out.putAll(kept.build())).build();
  }

  /** The decoded value, or {@code null} where the field is as good as absent. */
  private Json field(StructType type, FieldType field, Json raw, Path path) {
    if (raw == JsonNull.NULL) {
      return field.nullable() ? raw : null;
    }
    Json value =
        ScalarDecoder.isPlain(field.type(), raw)
            ? raw
            : value(field.type(), field.goType(), raw, path.field(field.name(), type));
    return Values.isOmitted(field, value) ? null : value;
  }

  private Json value(ValueType type, String goType, Json raw, Path path) {
    return switch (type) {
      case Scalar scalar -> scalar(scalar, goType, raw, path);
      case StructType struct -> {
        if (raw instanceof JsonObject object) {
          yield struct(struct, object, path);
        }
        if (lenient && struct.isCustom()) {
          yield raw;
        }
        throw DecodeException.wrongType(raw, path, struct.goType());
      }
      case ListType list -> list(list, goType, raw, path);
      case MapType map -> map(map, goType, raw, path);
    };
  }

  private Json scalar(Scalar scalar, String goType, Json raw, Path path) {
    Json value = ScalarDecoder.decode(scalar, goType, raw, path);
    return switch (scalar) {
      case SCHEMA_OR_BOOL, SCHEMA_OR_ARRAY, SCHEMA_OR_STRINGS -> {
        if (value instanceof JsonObject schema) {
          yield struct(SchemaProps.type(), schema, path);
        }
        yield scalar == Scalar.SCHEMA_OR_ARRAY
            ? list(ListType.of(SchemaProps.type()), null, value, path)
            : value;
      }
      default -> value;
    };
  }

  private Json list(ListType list, String goType, Json raw, Path path) {
    if (!(raw instanceof JsonArray array)) {
      if (lenient) {
        return raw;
      }
      throw DecodeException.wrongType(raw, path, GoTypes.list(list, goType));
    }
    List<Json> out = new ArrayList<>(array.size());
    boolean same = true;
    for (Json item : array) {
      Json value = item;
      if (item == JsonNull.NULL && !lenient) {
        value = Values.zero(list.item());
      } else if (!ScalarDecoder.isPlain(list.item(), item)) {
        value = value(list.item(), goType, item, path.item(out.size()));
      }
      out.add(value);
      same = same && value == item;
    }
    return same ? array : JsonArray.of(out);
  }

  private Json map(MapType map, String goType, Json raw, Path path) {
    if (!(raw instanceof JsonObject object)) {
      if (lenient) {
        return raw;
      }
      throw DecodeException.wrongType(raw, path, GoTypes.map(map, goType));
    }
    JsonObject.Builder out = JsonObject.builder();
    boolean same = true;
    for (Map.Entry<String, Json> entry : object.fields().entrySet()) {
      Json value = entry.getValue();
      if (value == JsonNull.NULL && !lenient) {
        value = Values.zero(map.value());
      } else if (!ScalarDecoder.isPlain(map.value(), value)) {
        value = value(map.value(), goType, value, path.key(entry.getKey()));
      }
      // A map of quantities is a ResourceList, which upstream rounds up to thousandths.
      value = map.value() == Scalar.QUANTITY ? ScalarDecoder.roundedToMilli(value) : value;
      out.put(entry.getKey(), value);
      same = same && value == entry.getValue();
    }
    return same ? object : out.build();
  }

  /** Where a value stands, built only as deep as the value, printed only in messages. */
  record Path(Path parent, String step, int index, StructType owner) {
    static final Path ROOT = new Path(null, "", -1, null);

    Path field(String name, StructType owner) {
      return new Path(this, name, -1, owner);
    }

    Path item(int index) {
      return new Path(this, "", index, null);
    }

    Path key(String key) {
      return new Path(this, key, -1, null);
    }

    /** With indexes and keys, as unknown fields are reported. */
    @Override
    public String toString() {
      if (parent == null) {
        return "";
      }
      String before = parent.toString();
      if (index >= 0) {
        return before + "[" + index + "]";
      }
      return before.isEmpty() ? step : before + "." + step;
    }

    /** {@code DeploymentSpec.spec.replicas}: innermost struct, then the names of fields alone. */
    String goField() {
      StringBuilder names = new StringBuilder();
      String struct = null;
      for (Path here = this; here.parent != null; here = here.parent) {
        if (here.owner != null) {
          FieldType field = here.owner.field(here.step);
          names.insert(0, "." + (field == null ? "" : field.embedded()) + here.step);
          struct = struct == null ? here.owner.name() : struct;
        }
      }
      return struct + names;
    }
  }
}
