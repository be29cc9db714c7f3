package io.coxswain.schema;

import java.util.List;

/**
 * A list.
 *
 * @param topology how server-side apply merges it (x-kubernetes-list-type)
 * @param keys the fields that identify an item of a {@link Topology#MAP} list
 * @param wrapped true where protobuf wraps the items in a message of their own (authentication's
 *     ExtraValue)
 */
public record ListType(ValueType item, Topology topology, List<String> keys, boolean wrapped)
    implements ValueType {
  /** x-kubernetes-list-type. */
  public enum Topology {
    ATOMIC,
    SET,
    MAP
  }

  public static ListType of(ValueType item) {
    return new ListType(item, Topology.ATOMIC, List.of(), false);
  }
}
