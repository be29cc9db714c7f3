package io.coxswain.controller.garbagecollector;

import io.coxswain.kube.Gvk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiPredicate;

/**
 * What objects are called that own nothing, have no owner and stay: nearly all there are, where
 * there are many. A table by uid in a few large arrays, which collections neither follow nor copy;
 * some 80 bytes an object. Guarded by the graph's lock.
 */
final class Plain {
  private static final int FREE = 0;
  private static final int TAKEN_OUT = -1;

  /** Kind of an object, its namespace and its name. */
  record Place(Gvk kind, String namespace, String name) {}

  private final List<Gvk> kinds = new ArrayList<>();
  private final Map<Gvk, Integer> numbers = new HashMap<>();
  private long[] high = new long[64];
  private long[] low = new long[64];

  /** Where the text begins; {@link #FREE} or {@link #TAKEN_OUT}. */
  private int[] at = new int[64];

  private byte[] text = new byte[1024];
  private int end = 1;
  private int size;
  private int used;

  int size() {
    return size;
  }

  /** Remembers an object; false where its uid is none of the usual ones. */
  boolean put(String uid, Place place) {
    UUID number = number(uid);
    if (number == null) {
      return false;
    }
    byte[] namespace = place.namespace.getBytes(StandardCharsets.UTF_8);
    byte[] name = place.name.getBytes(StandardCharsets.UTF_8);
    int slot = find(number);
    if (slot >= 0) {
      if (place.equals(place(at[slot]))) {
        return true;
      }
      takeOut(slot);
    }
    int length = 6 + namespace.length + name.length;
    makeRoom(length);
    slot = freeSlot(number);
    used += at[slot] == FREE ? 1 : 0;
    high[slot] = number.getMostSignificantBits();
    low[slot] = number.getLeastSignificantBits();
    at[slot] = end;
    size++;
    putShort(end, numbers.computeIfAbsent(place.kind, this::newKind));
    putShort(end + 2, namespace.length);
    putShort(end + 4, name.length);
    System.arraycopy(namespace, 0, text, end + 6, namespace.length);
    System.arraycopy(name, 0, text, end + 6 + namespace.length, name.length);
    end += length;
    return true;
  }

  /** {@code null} where it is not known. */
  Place get(String uid) {
    UUID number = number(uid);
    int slot = number == null ? -1 : find(number);
    return slot < 0 ? null : place(at[slot]);
  }

  /** Forgets it and tells what it was called, or {@code null}. */
  Place remove(String uid) {
    UUID number = number(uid);
    int slot = number == null ? -1 : find(number);
    if (slot < 0) {
      return null;
    }
    Place place = place(at[slot]);
    takeOut(slot);
    return place;
  }

  /** The uids of those of a kind that {@code wanted} holds for. */
  List<String> select(Gvk kind, BiPredicate<Long, Long> wanted) {
    List<String> found = new ArrayList<>();
    Integer number = numbers.get(kind);
    for (int slot = 0; number != null && slot < at.length; slot++) {
      if (at[slot] > 0 && getShort(at[slot]) == number && wanted.test(high[slot], low[slot])) {
        found.add(new UUID(high[slot], low[slot]).toString());
      }
    }
    return found;
  }

  /** The uid as a number where it is one in the usual writing, else {@code null}. */
  static UUID number(String uid) {
    if (uid.length() != 36) {
      return null;
    }
    try {
      UUID number = UUID.fromString(uid);
      return number.toString().equals(uid) ? number : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private int newKind(Gvk kind) {
    kinds.add(kind);
    return kinds.size() - 1;
  }

  private void takeOut(int slot) {
    at[slot] = TAKEN_OUT;
    size--;
  }

  private int find(UUID number) {
    long h = number.getMostSignificantBits();
    long l = number.getLeastSignificantBits();
    for (int slot = first(h, l); at[slot] != FREE; slot = slot + 1 & at.length - 1) {
      if (at[slot] > 0 && high[slot] == h && low[slot] == l) {
        return slot;
      }
    }
    return -1;
  }

  private int freeSlot(UUID number) {
    int slot = first(number.getMostSignificantBits(), number.getLeastSignificantBits());
    while (at[slot] > 0) {
      slot = slot + 1 & at.length - 1;
    }
    return slot;
  }

  private int first(long h, long l) {
    long mixed = (h ^ l) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & at.length - 1;
  }

  private Place place(int from) {
    int namespace = getShort(from + 2);
    return new Place(
        kinds.get(getShort(from)),
        new String(text, from + 6, namespace, StandardCharsets.UTF_8),
        new String(text, from + 6 + namespace, getShort(from + 4), StandardCharsets.UTF_8));
  }

  /** Makes all arrays anew, without what was taken out, where one of them is full. */
  private void makeRoom(int length) {
    if (used * 3L < at.length * 2L && end + length <= text.length) {
      return;
    }
    int live = 0;
    for (int from : at) {
      live += from > 0 ? length(from) : 0;
    }
    int slots = Integer.highestOneBit(Math.max(32, size)) * 4;
    int[] oldAt = at;
    long[] oldHigh = high;
    long[] oldLow = low;
    byte[] oldText = text;
    at = new int[slots];
    high = new long[slots];
    low = new long[slots];
    byte[] packed = new byte[Math.max(1024, (live + length) / 4 * 5 + 64)];
    end = 1;
    used = size;
    for (int slot = 0; slot < oldAt.length; slot++) {
      if (oldAt[slot] > 0) {
        int to = freeSlot(new UUID(oldHigh[slot], oldLow[slot]));
        int count = length(oldAt[slot]);
        System.arraycopy(oldText, oldAt[slot], packed, end, count);
        at[to] = end;
        high[to] = oldHigh[slot];
        low[to] = oldLow[slot];
        end += count;
      }
    }
    text = packed;
  }

  private int length(int from) {
    return 6 + getShort(from + 2) + getShort(from + 4);
  }

  private void putShort(int to, int value) {
    text[to] = (byte) (value >>> 8);
    text[to + 1] = (byte) value;
  }

  private int getShort(int from) {
    return (text[from] & 0xff) << 8 | text[from + 1] & 0xff;
  }
}
