package io.coxswain.api.verb;

import io.coxswain.cache.Entry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Chooses objects by selectors, a part of them in each turn of the request's loop. */
final class Search {
  private static final int TURN = 4_096;

  /** Where each object has to be parsed. */
  private static final int COSTLY_TURN = 128;

  private final Loop loop;
  private final Selection selection;
  private final long limit;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * What was found.
   *
   * @param more whether there is at least one beyond the limit
   */
  record Found(List<Entry> entries, boolean more) {}

  /**
   * @param limit 0 for none
   */
  Search(Loop loop, Selection selection, long limit) {
    this.loop = loop;
    this.selection = selection;
    this.limit = limit;
  }

  /** Those of {@code candidates} that match; at once where they are few. */
  Future<Found> through(Iterator<Entry> candidates) {
    Promise<Found> promise = Promise.promise();
    turn(candidates, promise);
    return promise.future();
  }

  private void turn(Iterator<Entry> candidates, Promise<Found> promise) {
    try {
      int turn = selection.isCostly() ? COSTLY_TURN : TURN;
      for (int i = 0; i < turn; i++) {
        if (!candidates.hasNext()) {
          promise.complete(new Found(entries, false));
          return;
        }
        Entry entry = candidates.next();
        if (selection.matches(entry)) {
          if (limit > 0 && entries.size() == limit) {
            promise.complete(new Found(entries, true));
            return;
          }
          entries.add(entry);
        }
      }
    } catch (RuntimeException e) {
      promise.fail(e);
      return;
    }
    loop.nextTurn(() -> turn(candidates, promise));
  }
}
