/**
 * Purpose: the type system as data, for built-in kinds and custom resources alike: decoding,
 * defaulting, pruning, validation, protobuf, OpenAPI.
 *
 * <p>May know: {@code json}, {@code kube}. Must not know: any framework, I/O beyond its own
 * resources.
 */
package io.coxswain.schema;
