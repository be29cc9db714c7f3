package io.coxswain.cache;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Entries asked for lately, while the collector leaves them: a namespace or a service account that
 * every request needs is parsed once and not each time. Safe for any thread.
 */
final class Recent {
  private static final int PLACES = 1024;

  private final AtomicReferenceArray<WeakReference<Entry>> places =
      new AtomicReferenceArray<>(PLACES);

  /** The entry that is known under this one's revision, which only one object has, or this one. */
  Entry known(Entry entry) {
    int place = (int) (entry.revision() % PLACES);
    WeakReference<Entry> reference = places.get(place);
    Entry known = reference == null ? null : reference.get();
    if (known != null
        && known.revision() == entry.revision()
        && known.slab() == entry.slab()
        && known.offset() == entry.offset()) {
      return known;
    }
    places.set(place, new WeakReference<>(entry));
    return entry;
  }
}
