package io.coxswain.schema;

import io.coxswain.json.Json;
import java.util.List;

/**
 * One field of a {@link StructType}.
 *
 * @param name the JSON name
 * @param number the protobuf number; 0 where protobuf does not carry the field (apiVersion, kind)
 * @param within the protobuf numbers of the messages that hold this field where JSON shows it
 *     inline (volumes[].emptyDir lies in the message VolumeSource, number 2), outermost first
 * @param pointer true where absent and zero differ
 * @param omitEmpty true where JSON leaves a zero, empty or missing value out; what Go has as a
 *     struct and not as a pointer is printed nevertheless unless {@code omitZero}
 * @param omitZero true where JSON leaves an all-zero struct out
 * @param required true where the schema says so
 * @param nullable true where an explicit null is kept (custom resources)
 * @param atomic true where server-side apply owns the struct in this field as a whole
 * @param patchStrategies of strategic merge patch: {@code merge}, {@code replace}, {@code
 *     retainKeys}
 * @param mergeKey of strategic merge patch, or {@code null}
 * @param goType the type's name in upstream's error messages, or {@code null} for the usual one
 * @param embedded what error messages put before the name of a field that Go has in an embedded
 *     struct ({@code VolumeSource.}), otherwise empty
 * @param defaultValue the constant default, or {@code null}
 */
public record FieldType(
    String name,
    int number,
    List<Integer> within,
    ValueType type,
    boolean pointer,
    boolean omitEmpty,
    boolean omitZero,
    boolean required,
    boolean nullable,
    boolean atomic,
    List<String> patchStrategies,
    String mergeKey,
    String goType,
    String embedded,
    Json defaultValue) {

  /**
   * True where JSON shows the field although it holds nothing: {@code resources: {}}, {@code
   * containers: null}, {@code count: 0}.
   */
  public boolean printedWhenEmpty() {
    return !omitZero && (!omitEmpty || isGoStruct());
  }

  /** True for a struct, or a scalar that Go has as one, that is no pointer. */
  boolean isGoStruct() {
    return !pointer
        && (type instanceof StructType || type instanceof Scalar scalar && scalar.isStruct());
  }

  /** True for a struct that is always there, so that defaults apply in it. */
  public boolean inPlace() {
    return type instanceof StructType && !pointer;
  }

  public boolean mergesByPatch() {
    return patchStrategies.contains("merge");
  }

  /** True where a strategic merge patch drops the keys it does not name. */
  public boolean retainsKeys() {
    return patchStrategies.contains("retainKeys");
  }
}
