package io.coxswain.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A struct as protobuf sees it: entries by ascending number, where fields that JSON shows inline
 * lie in a message of their own.
 */
final class ProtobufLayout {
  /**
   * @param index of the field in the struct, or -1
   * @param field the field, or {@code null} for an inner message
   * @param inner the message of inlined fields, or {@code null}
   */
  record Entry(int number, int index, FieldType field, ProtobufLayout inner) {}

  private final List<Entry> entries;
  private final Entry[] byNumber;

  private ProtobufLayout(List<Entry> entries) {
    this.entries = entries;
    int most = entries.isEmpty() ? 0 : entries.getLast().number;
    byNumber = new Entry[most + 1];
    entries.forEach(entry -> byNumber[entry.number] = entry);
  }

  static ProtobufLayout of(List<FieldType> fields) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).number() > 0) {
        all.add(i);
      }
    }
    return of(fields, all, 0);
  }

  private static ProtobufLayout of(List<FieldType> fields, List<Integer> indexes, int depth) {
    Map<Integer, Entry> entries = new TreeMap<>();
    Map<Integer, List<Integer>> inner = new TreeMap<>();
    for (int index : indexes) {
      FieldType field = fields.get(index);
      if (field.within().size() > depth) {
        inner.computeIfAbsent(field.within().get(depth), k -> new ArrayList<>()).add(index);
      } else {
        entries.put(field.number(), new Entry(field.number(), index, field, null));
      }
    }
    inner.forEach(
        (number, members) ->
            entries.put(number, new Entry(number, -1, null, of(fields, members, depth + 1))));
    return new ProtobufLayout(List.copyOf(entries.values()));
  }

  List<Entry> entries() {
    return entries;
  }

  /** The entry, or {@code null} for a number this version does not know. */
  Entry entry(int number) {
    return number < byNumber.length ? byNumber[number] : null;
  }
}
