package io.coxswain.schema;

/** What a field, list item or map value can hold. */
public sealed interface ValueType permits Scalar, StructType, ListType, MapType {}
