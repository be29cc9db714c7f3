package io.coxswain.cache;

import io.coxswain.kube.ObjectKey;
import io.coxswain.store.Op;

/** One change as watchers see it: what was, what is. Shared by all of them. */
public final class Transition {
  private final long revision;
  private final Op op;
  private final Entry old;
  private final Entry now;
  private volatile Entry leaving;

  /**
   * @param old what the key held before; {@code null} for a create
   * @param now what it holds; for a delete the last body under the delete's revision
   */
  Transition(long revision, Op op, Entry old, Entry now) {
    this.revision = revision;
    this.op = op;
    this.old = old;
    this.now = now;
  }

  public long revision() {
    return revision;
  }

  public Op op() {
    return op;
  }

  public ObjectKey key() {
    return now.key();
  }

  /** What the key held before; {@code null} for a create. */
  public Entry old() {
    return old;
  }

  /** What the key holds now; for a delete its last body under the delete's revision. */
  public Entry now() {
    return now;
  }

  /**
   * The <em>old</em> body under the <em>new</em> revision: what upstream sends as DELETED when an
   * update takes an object out of a watch's selector. Not for a create.
   */
  public Entry leaving() {
    Entry known = leaving;
    if (known == null) {
      known = old.at(revision);
      leaving = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return op + " " + now;
  }
}
