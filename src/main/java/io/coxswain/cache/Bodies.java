package io.coxswain.cache;

import io.coxswain.store.Stored;

/**
 * Where the bodies of all present objects lie: in slabs that are filled one after the other. The
 * collector frees a slab when nobody has an entry in it any more; slabs of which little is left are
 * emptied by {@link Tidying}. Used by the feed only.
 */
final class Bodies {
  static final int SLAB = 256 * 1024;

  /** A larger body has an array of its own. */
  private static final int LARGE = SLAB / 8;

  private Slab newest = new Slab(0);

  // The array with the heads of the runs loaded last, and how far it is written.
  private byte[] heads = new byte[0];
  private int headed;

  private long live;
  private long wasted;

  /** An entry with its body in a slab. */
  Entry place(Stored stored) {
    byte[] body = stored.body();
    Slab slab;
    int at = 0;
    if (body.length > LARGE) {
      slab = new Slab(body);
    } else {
      at = room(body.length);
      slab = newest;
      System.arraycopy(body, 0, slab.bytes, at, body.length);
    }
    return counted(
        new Entry(
            stored.key(),
            stored.uid(),
            stored.revision(),
            stored.version(),
            slab,
            at,
            body.length));
  }

  /** The same entry with its body in the newest slab. */
  Entry moved(Entry entry) {
    int at = room(entry.length());
    System.arraycopy(entry.array(), entry.offset(), newest.bytes, at, entry.length());
    release(entry);
    return counted(entry.in(newest, at));
  }

  /**
   * A run as it is loaded, with its heads in an array of many runs, which collections do not copy.
   * Heads of a run that changes are its own; the array goes when all of its runs have changed, so
   * at worst all heads are kept twice.
   */
  Run settled(Run run) {
    if (headed + run.length() > heads.length) {
      heads = new byte[Math.max(SLAB, run.length())];
      headed = 0;
    }
    Run settled = run.in(heads, headed);
    headed += run.length();
    return settled;
  }

  /** The entry has left its tree. */
  void release(Entry entry) {
    Slab slab = entry.slab();
    slab.live -= entry.length();
    live -= entry.length();
    wasted += entry.length();
    forgetEmpty(slab);
  }

  /** Bytes in trees. */
  long live() {
    return live;
  }

  /** Bytes in slabs that are in no tree any more, but are kept by others that are. */
  long wasted() {
    return wasted;
  }

  /** Whether so much of it has left that the rest should move. */
  boolean isSparse(Slab slab) {
    return slab != newest && slab.live < slab.used / 4 * 3;
  }

  private Entry counted(Entry entry) {
    entry.slab().live += entry.length();
    live += entry.length();
    return entry;
  }

  private int room(int length) {
    if (newest.used + length > newest.bytes.length) {
      Slab full = newest;
      newest = new Slab(SLAB);
      forgetEmpty(full);
    }
    int at = newest.used;
    newest.used += length;
    return at;
  }

  private void forgetEmpty(Slab slab) {
    if (slab.live == 0 && slab != newest) {
      wasted -= slab.used;
      slab.used = 0;
    }
  }
}
