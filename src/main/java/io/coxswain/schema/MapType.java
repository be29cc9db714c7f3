package io.coxswain.schema;

/**
 * A map with string keys.
 *
 * @param atomic true where server-side apply owns it as a whole (x-kubernetes-map-type)
 */
public record MapType(ValueType value, boolean atomic) implements ValueType {}
