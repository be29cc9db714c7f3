package io.coxswain.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The fields of an object as two arrays in their order, a third of a LinkedHashMap's size: most
 * objects have few fields, and caches hold many objects. Larger ones have an index of positions.
 */
final class Fields extends AbstractMap<String, Json> {
  static final Fields EMPTY = new Fields(new String[0], new Json[0], null);

  /** Up to here looking at every name is as fast as hashing. */
  private static final int SCANNED = 8;

  private final String[] names;
  private final Json[] values;
  private final int[] index; // open addressing, position + 1; null while names are scanned

  private Fields(String[] names, Json[] values, int[] index) {
    this.names = names;
    this.values = values;
    this.index = index;
  }

  private int position(String name) {
    return position(name, names, names.length, index);
  }

  private static int position(String name, String[] names, int size, int[] index) {
    if (index == null) {
      for (int i = 0; i < size; i++) {
        if (names[i].equals(name)) {
          return i;
        }
      }
      return -1;
    }
    for (int slot = slot(name, index); index[slot] != 0; slot = slot + 1 & index.length - 1) {
      int position = index[slot] - 1;
      if (names[position].equals(name)) {
        return position;
      }
    }
    return -1;
  }

  private static int slot(String name, int[] index) {
    int hash = name.hashCode();
    return (hash ^ hash >>> 16) & index.length - 1;
  }

  private static void enter(String name, int position, int[] index) {
    int slot = slot(name, index);
    while (index[slot] != 0) {
      slot = slot + 1 & index.length - 1;
    }
    index[slot] = position + 1;
  }

  /** An index at most half full, or {@code null} where none is needed. */
  private static int[] index(String[] names, int size) {
    if (size <= SCANNED) {
      return null;
    }
    int[] index = new int[Integer.highestOneBit(size) * 4];
    for (int i = 0; i < size; i++) {
      enter(names[i], i, index);
    }
    return index;
  }

  /** These fields and {@code name}, in its old place where it had one. */
  Fields with(String name, Json value) {
    int at = position(name);
    if (at >= 0) {
      Json[] changed = values.clone();
      changed[at] = value;
      return new Fields(names, changed, index);
    }
    int size = names.length;
    String[] longer = Arrays.copyOf(names, size + 1);
    Json[] more = Arrays.copyOf(values, size + 1);
    longer[size] = name;
    more[size] = value;
    return new Fields(longer, more, index(longer, size + 1));
  }

  @Override
  public Json get(Object name) {
    int at = name instanceof String s ? position(s) : -1;
    return at < 0 ? null : values[at];
  }

  @Override
  public boolean containsKey(Object name) {
    return name instanceof String s && position(s) >= 0;
  }

  @Override
  public int size() {
    return names.length;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super Json> action) {
    for (int i = 0; i < names.length; i++) {
      action.accept(names[i], values[i]);
    }
  }

  @Override
  public Set<String> keySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<String> iterator() {
        return Arrays.asList(names).iterator();
      }

      @Override
      public int size() {
        return names.length;
      }

      @Override
      public boolean contains(Object name) {
        return containsKey(name);
      }
    };
  }

  @Override
  public Set<Map.Entry<String, Json>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, Json>> iterator() {
        return new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return next < names.length;
          }

          @Override
          public Map.Entry<String, Json> next() {
            if (next >= names.length) {
              throw new NoSuchElementException();
            }
            return new SimpleImmutableEntry<>(names[next], values[next++]);
          }
        };
      }

      @Override
      public int size() {
        return names.length;
      }
    };
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Fields that)) {
      return super.equals(other);
    }
    if (names.length != that.names.length) {
      return false;
    }
    for (int i = 0; i < names.length; i++) {
      // Objects that descend from each other have their fields at the same places.
      Json theirs = names[i].equals(that.names[i]) ? that.values[i] : that.get(names[i]);
      if (values[i] != theirs && !values[i].equals(theirs)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (int i = 0; i < names.length; i++) {
      hash += names[i].hashCode() ^ values[i].hashCode();
    }
    return hash;
  }

  /** Collects fields; putting a name again replaces its value in its place. */
  static final class Collector {
    private String[] names;
    private Json[] values;
    private int size;
    private int[] index;

    Collector() {
      this(4);
    }

    private Collector(int capacity) {
      names = new String[capacity];
      values = new Json[capacity];
    }

    Collector(Fields fields) {
      size = fields.names.length;
      names = Arrays.copyOf(fields.names, size + 2);
      values = Arrays.copyOf(fields.values, size + 2);
      index = index(names, size);
    }

    static Collector of(Map<String, ? extends Json> fields) {
      Collector out = new Collector(Math.max(1, fields.size()));
      fields.forEach(out::put);
      return out;
    }

    /** The value that was there, or {@code null}. */
    Json put(String name, Json value) {
      int at = position(name, names, size, index);
      if (at >= 0) {
        Json before = values[at];
        values[at] = value;
        return before;
      }
      if (size == names.length) {
        names = Arrays.copyOf(names, size * 2);
        values = Arrays.copyOf(values, size * 2);
      }
      names[size] = name;
      values[size] = value;
      size++;
      if (size > SCANNED && (index == null || size * 2 > index.length)) {
        index = index(names, size);
      } else if (index != null) {
        enter(name, size - 1, index);
      }
      return null;
    }

    void remove(String name) {
      int at = position(name, names, size, index);
      if (at >= 0) {
        size--;
        System.arraycopy(names, at + 1, names, at, size - at);
        System.arraycopy(values, at + 1, values, at, size - at);
        index = index(names, size);
      }
    }

    Fields fields() {
      if (size == 0) {
        return EMPTY;
      }
      String[] exact = Arrays.copyOf(names, size);
      return new Fields(exact, Arrays.copyOf(values, size), index(exact, size));
    }
  }
}
