package io.coxswain.schema;

/** Go's spelling of types, as upstream's error messages print them. */
final class GoTypes {
  private GoTypes() {}

  /**
   * @param named the name of the innermost scalar where it is no plain one ({@code
   *     v1.UniqueVolume})
   */
  static String of(ValueType type, String named) {
    return switch (type) {
      case Scalar scalar -> named != null ? named : scalar.goType();
      case StructType struct -> struct.goType();
      case ListType list -> list(list, named);
      case MapType map -> map(map, named);
    };
  }

  static String list(ListType list, String named) {
    return "[]" + of(list.item(), named);
  }

  static String map(MapType map, String named) {
    return map.value() == Scalar.QUANTITY
        ? "v1.ResourceList"
        : "map[string]" + of(map.value(), named);
  }
}
