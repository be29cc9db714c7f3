package io.coxswain.cache;

import io.coxswain.kube.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * Objects that follow on each other in the order of keys, packed: a few things for the collector to
 * look at instead of ten for each object. Immutable; entries are made when they are asked for.
 *
 * <p>{@code heads} holds where each record begins (four bytes each), then the records: revision,
 * place and length of the body, flags, lengths of namespace, name and uid, and these three. Slabs
 * and versions are nearly always the same for all: then they are arrays of one.
 */
final class Run {
  static final int MAX = 32;

  private static final int OFFSET = 8;
  private static final int LENGTH = 12;
  private static final int FLAGS = 16;
  private static final int NAMESPACE = 17;
  private static final int NAME = 19;
  private static final int UID = 21;
  private static final int TEXT = 23;

  /** All characters of the key are bytes. */
  private static final byte ASCII = 1;

  /** The uid is sixteen bytes. */
  private static final byte BINARY_UID = 2;

  final int size;

  /** Perhaps an array of many runs: this one's part begins at {@code base}. */
  private final byte[] heads;

  private final int base;
  private final int length;
  private final Slab[] slabs;
  private final String[] versions;

  private Run(byte[] heads, Slab[] slabs, String[] versions) {
    this(slabs.length, heads, 0, heads.length, alike(slabs), alike(versions));
  }

  private Run(int size, byte[] heads, int base, int length, Slab[] slabs, String[] versions) {
    this.size = size;
    this.heads = heads;
    this.base = base;
    this.length = length;
    this.slabs = slabs;
    this.versions = versions;
  }

  private static <T> T[] alike(T[] all) {
    for (T each : all) {
      if (each != all[0]) {
        return all;
      }
    }
    return java.util.Arrays.copyOf(all, 1);
  }

  private static <T> T at(T[] all, int index) {
    return all[all.length == 1 ? 0 : index];
  }

  private static <T> void copy(T[] all, int from, T[] to, int begin, int count) {
    if (all.length == 1) {
      java.util.Arrays.fill(to, begin, begin + count, all[0]);
    } else {
      System.arraycopy(all, from, to, begin, count);
    }
  }

  /** A run of one to {@link #MAX} entries in order. */
  static Run of(List<Entry> entries) {
    int size = entries.size();
    byte[][] records = new byte[size][];
    int length = 4 * size;
    Slab[] slabs = new Slab[size];
    String[] versions = new String[size];
    for (int i = 0; i < size; i++) {
      Entry entry = entries.get(i);
      records[i] = record(entry);
      length += records[i].length;
      slabs[i] = entry.slab();
      versions[i] = entry.version();
    }
    byte[] heads = new byte[length];
    int at = 4 * size;
    for (int i = 0; i < size; i++) {
      putInt(heads, 4 * i, at);
      System.arraycopy(records[i], 0, heads, at, records[i].length);
      at += records[i].length;
    }
    return new Run(heads, slabs, versions);
  }

  /** Bytes of its heads. */
  int length() {
    return length;
  }

  /** The same run with its heads in an array of many runs. */
  Run in(byte[] shared, int at) {
    System.arraycopy(heads, base, shared, at, length);
    return new Run(size, shared, at, length, slabs, versions);
  }

  /** The entry, which does not hold on to this run. */
  Entry get(int index) {
    return entry(index).alone();
  }

  /** The entry, whose key and uid are read from this run when they are asked for. */
  Entry entry(int index) {
    int at = place(index);
    return new Entry(
        this,
        index,
        getLong(heads, at),
        at(versions, index),
        at(slabs, index),
        getInt(heads, at + OFFSET),
        getInt(heads, at + LENGTH));
  }

  Slab slab(int index) {
    return at(slabs, index);
  }

  ObjectKey key(int index) {
    int at = place(index);
    int namespace = getShort(heads, at + NAMESPACE);
    return new ObjectKey(
        text(at + TEXT, namespace), text(at + TEXT + namespace, getShort(heads, at + NAME)));
  }

  String uid(int index) {
    int at = place(index);
    int from = at + TEXT + getShort(heads, at + NAMESPACE) + getShort(heads, at + NAME);
    return (heads[at + FLAGS] & BINARY_UID) == 0
        ? text(from, getShort(heads, at + UID))
        : new UUID(getLong(heads, from), getLong(heads, from + 8)).toString();
  }

  /** As a comparison of the entry's key with {@code key}. */
  int compare(int index, ObjectKey key) {
    int at = place(index);
    boolean ascii = (heads[at + FLAGS] & ASCII) != 0;
    int namespace = getShort(heads, at + NAMESPACE);
    int order = compare(at + TEXT, namespace, ascii, key.namespace());
    return order != 0
        ? order
        : compare(at + TEXT + namespace, getShort(heads, at + NAME), ascii, key.name());
  }

  /** The place of {@code key}, or of the first greater one as {@code -place - 1}. */
  int search(ObjectKey key) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = compare(middle, key);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return -low - 1;
  }

  /** With {@code entry} in the place of what was there. */
  Run replaced(int index, Entry entry) {
    return spliced(index, index + 1, entry);
  }

  /** With {@code entry} before what was at {@code index}; the run must not be full. */
  Run inserted(int index, Entry entry) {
    return spliced(index, index, entry);
  }

  /** Without one of several. */
  Run removed(int index) {
    return spliced(index, index + 1, null);
  }

  /** The entries from one place to before another. */
  Run part(int from, int to) {
    Run front = to == size ? this : cut(0, to);
    return from == 0 ? front : front.cut(from, to);
  }

  private Run cut(int from, int to) {
    int count = to - from;
    int begin = start(from);
    byte[] out = new byte[4 * count + end(to) - begin];
    System.arraycopy(heads, base + begin, out, 4 * count, end(to) - begin);
    for (int i = 0; i < count; i++) {
      putInt(out, 4 * i, start(from + i) - begin + 4 * count);
    }
    Slab[] outSlabs = new Slab[count];
    String[] outVersions = new String[count];
    copy(slabs, from, outSlabs, 0, count);
    copy(versions, from, outVersions, 0, count);
    return new Run(out, outSlabs, outVersions);
  }

  /**
   * What stands before {@code from}, the entry if there is one, and what stands from {@code to}.
   */
  private Run spliced(int from, int to, Entry entry) {
    byte[] record = entry == null ? new byte[0] : record(entry);
    int more = entry == null ? 0 : 1;
    int count = from + more + size - to;
    int before = end(from) - 4 * size;
    int after = length - end(to);
    byte[] out = new byte[4 * count + before + record.length + after];
    Slab[] outSlabs = new Slab[count];
    String[] outVersions = new String[count];
    System.arraycopy(heads, base + 4 * size, out, 4 * count, before);
    System.arraycopy(record, 0, out, 4 * count + before, record.length);
    System.arraycopy(heads, base + end(to), out, 4 * count + before + record.length, after);
    copy(slabs, 0, outSlabs, 0, from);
    copy(slabs, to, outSlabs, from + more, size - to);
    copy(versions, 0, outVersions, 0, from);
    copy(versions, to, outVersions, from + more, size - to);
    int moved = 4 * (count - size);
    for (int i = 0; i < from; i++) {
      putInt(out, 4 * i, start(i) + moved);
    }
    if (entry != null) {
      putInt(out, 4 * from, 4 * count + before);
      outSlabs[from] = entry.slab();
      outVersions[from] = entry.version();
    }
    int shift = 4 * count + before + record.length - end(to);
    for (int i = to; i < size; i++) {
      putInt(out, 4 * (from + more + i - to), start(i) + shift);
    }
    return new Run(out, outSlabs, outVersions);
  }

  /** Where a record begins in {@code heads}. */
  private int place(int index) {
    return base + start(index);
  }

  private int start(int index) {
    return getInt(heads, base + 4 * index);
  }

  /** Where the records before {@code index} end, in this run's part. */
  private int end(int index) {
    return index == size ? length : start(index);
  }

  private static byte[] record(Entry entry) {
    byte[] namespace = entry.key().namespace().getBytes(StandardCharsets.UTF_8);
    byte[] name = entry.key().name().getBytes(StandardCharsets.UTF_8);
    UUID binary = binary(entry.uid());
    byte[] uid = binary == null ? entry.uid().getBytes(StandardCharsets.UTF_8) : new byte[16];
    byte[] out = new byte[TEXT + namespace.length + name.length + uid.length];
    int chars = entry.key().namespace().length() + entry.key().name().length();
    boolean ascii = chars == namespace.length + name.length;
    putLong(out, 0, entry.revision());
    putInt(out, OFFSET, entry.offset());
    putInt(out, LENGTH, entry.length());
    out[FLAGS] = (byte) ((ascii ? ASCII : 0) | (binary == null ? 0 : BINARY_UID));
    putShort(out, NAMESPACE, namespace.length);
    putShort(out, NAME, name.length);
    putShort(out, UID, uid.length);
    if (binary != null) {
      putLong(uid, 0, binary.getMostSignificantBits());
      putLong(uid, 8, binary.getLeastSignificantBits());
    }
    System.arraycopy(namespace, 0, out, TEXT, namespace.length);
    System.arraycopy(name, 0, out, TEXT + namespace.length, name.length);
    System.arraycopy(uid, 0, out, TEXT + namespace.length + name.length, uid.length);
    return out;
  }

  /** The uid as a number where it is one in the usual writing, else {@code null}. */
  private static UUID binary(String uid) {
    if (uid.length() != 36) {
      return null;
    }
    try {
      UUID parsed = UUID.fromString(uid);
      return parsed.toString().equals(uid) ? parsed : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private String text(int from, int length) {
    return new String(heads, from, length, StandardCharsets.UTF_8);
  }

  private int compare(int from, int length, boolean ascii, String other) {
    if (!ascii) {
      return text(from, length).compareTo(other);
    }
    int common = Math.min(length, other.length());
    for (int i = 0; i < common; i++) {
      int order = heads[from + i] - other.charAt(i);
      if (order != 0) {
        return order;
      }
    }
    return length - other.length();
  }

  private static void putShort(byte[] to, int at, int value) {
    to[at] = (byte) (value >>> 8);
    to[at + 1] = (byte) value;
  }

  private static int getShort(byte[] from, int at) {
    return (from[at] & 0xff) << 8 | from[at + 1] & 0xff;
  }

  private static void putInt(byte[] to, int at, int value) {
    putShort(to, at, value >>> 16);
    putShort(to, at + 2, value);
  }

  private static int getInt(byte[] from, int at) {
    return getShort(from, at) << 16 | getShort(from, at + 2);
  }

  private static void putLong(byte[] to, int at, long value) {
    putInt(to, at, (int) (value >>> 32));
    putInt(to, at + 4, (int) value);
  }

  private static long getLong(byte[] from, int at) {
    return (long) getInt(from, at) << 32 | getInt(from, at + 4) & 0xffff_ffffL;
  }
}
