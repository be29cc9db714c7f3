package io.coxswain.cache;

import io.coxswain.kube.ObjectKey;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The objects of one resource as they were at one revision. Immutable; iterates in key order. */
public final class Snapshot implements Iterable<Entry> {
  private final String resource;
  private final long revision;
  private final Tree tree;
  private final Recent recent;

  Snapshot(String resource, long revision, Tree tree, Recent recent) {
    this.resource = resource;
    this.revision = revision;
    this.tree = tree;
    this.recent = recent;
  }

  public String resource() {
    return resource;
  }

  /** Every change up to this revision is in it, none after. */
  public long revision() {
    return revision;
  }

  public int size() {
    return Tree.size(tree);
  }

  /** How many objects the namespace has. */
  public int size(String namespace) {
    return count(new ObjectKey(namespace, ""), end(namespace));
  }

  /** The object, or {@code null}. */
  public Entry get(ObjectKey key) {
    Entry found = Tree.get(tree, key);
    return found == null ? null : recent.known(found);
  }

  @Override
  public Iterator<Entry> iterator() {
    return Tree.iterator(tree, null);
  }

  /** The objects of a namespace ({@code null}: of all). */
  public Iterable<Entry> in(String namespace) {
    return namespace == null ? this : () -> within(namespace, new ObjectKey(namespace, ""));
  }

  /**
   * The objects that come after {@code last} in a namespace ({@code null}: in all), for the next
   * page of a list. {@code last} need not exist any more.
   */
  public Iterable<Entry> after(String namespace, ObjectKey last) {
    return () -> within(namespace, following(last));
  }

  /** How many objects {@link #after} would give: {@code metadata.remainingItemCount}. */
  public int remaining(String namespace, ObjectKey last) {
    return namespace == null
        ? size() - Tree.before(tree, following(last))
        : count(following(last), end(namespace));
  }

  Tree tree() {
    return tree;
  }

  private int count(ObjectKey from, ObjectKey to) {
    return Math.max(0, Tree.before(tree, to) - Tree.before(tree, from));
  }

  /** The smallest key that is greater. */
  private static ObjectKey following(ObjectKey key) {
    return new ObjectKey(key.namespace(), key.name() + '\0');
  }

  private static ObjectKey end(String namespace) {
    return new ObjectKey(namespace + '\0', "");
  }

  private Iterator<Entry> within(String namespace, ObjectKey from) {
    Iterator<Entry> all = Tree.iterator(tree, from);
    if (namespace == null) {
      return all;
    }
    return new Iterator<>() {
      private Entry next = advance();

      private Entry advance() {
        if (!all.hasNext()) {
          return null;
        }
        Entry candidate = all.next();
        return candidate.key().namespace().equals(namespace) ? candidate : null;
      }

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public Entry next() {
        if (next == null) {
          throw new NoSuchElementException();
        }
        Entry result = next;
        next = advance();
        return result;
      }
    };
  }
}
