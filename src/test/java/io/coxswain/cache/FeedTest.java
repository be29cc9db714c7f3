package io.coxswain.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import io.coxswain.store.Batch;
import io.coxswain.store.Change;
import io.coxswain.store.Ledger;
import io.coxswain.store.Op;
import io.coxswain.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class FeedTest {
  private static final byte[] BODY = {'{', '}'};

  private final Feed feed = new Feed(new Limits(100_000, 1 << 30, 4), () -> 0, revision -> {});

  private static Change change(long revision, Op op, String resource, String name, byte[] body) {
    return new Change(
        revision, op, resource, ObjectKey.of("n", name), "u", "v1", body, "by", "manager");
  }

  private void loaded() {
    feed.begin();
    feed.loaded(new Ledger.Loaded(0, 0, false));
  }

  private Cursor cursor(String resource, long from) {
    return feed.watch(resource, null, from, Runnable::run, () -> {});
  }

  @Test
  void aLeasesOvertakenChangesAreSkippedAndTheLastOneIsACreate() {
    loaded();
    Cursor cursor = cursor("leases", 0);
    feed.batch(
        new Batch(
            3,
            List.of(
                change(1, Op.CREATE, "leases", "a", null),
                change(2, Op.UPDATE, "leases", "a", null),
                change(3, Op.UPDATE, "leases", "a", BODY))));
    Transition only = cursor.poll();
    assertEquals(Op.CREATE, only.op());
    assertEquals(3, only.revision());
    assertNull(cursor.poll());
    feed.batch(
        new Batch(
            5,
            List.of(
                change(4, Op.UPDATE, "leases", "a", null),
                change(5, Op.DELETE, "leases", "a", BODY))));
    Transition delete = cursor.poll();
    assertEquals(Op.DELETE, delete.op());
    assertEquals(3, delete.old().revision());
  }

  @Test
  void holesInTheRevisionsAreProgressForBookmarks() {
    loaded();
    Cursor cursor = cursor("pods", 0);
    assertNull(cursor.poll());
    feed.batch(new Batch(7, List.of()));
    assertEquals(7, cursor.revision(), "also unpolled: nothing wakes it for others' changes");
    feed.batch(new Batch(8, List.of(change(8, Op.CREATE, "pods", "a", BODY))));
    assertEquals(7, cursor.revision(), "not beyond what waits to be polled");
  }

  @Test
  void anImageAtTheHorizonIsWhatTheFirstReplayedChangeReplaced() {
    feed.begin();
    feed.object(new Stored("pods", ObjectKey.of("n", "a"), "u", 6, "v1", BODY));
    feed.image(new Stored("pods", ObjectKey.of("n", "a"), "u", 2, "v1", BODY));
    feed.past(change(5, Op.UPDATE, "pods", "a", BODY));
    feed.past(change(6, Op.UPDATE, "pods", "a", BODY));
    feed.loaded(new Ledger.Loaded(6, 4, false));
    Cursor cursor = cursor("pods", 4);
    assertEquals(2, cursor.poll().old().revision());
    assertEquals(5, cursor.poll().old().revision());
    assertEquals(2, feed.rewound("pods", 4).get(ObjectKey.of("n", "a")).revision());
  }

  /** Its last object may have gone before the horizon: a watch from there would miss that. */
  @Test
  void aResourceWithoutObjectsHasNoHistoryBeforeTheHorizonEither() {
    feed.begin();
    feed.past(change(12, Op.CREATE, "services", "a", BODY));
    feed.loaded(new Ledger.Loaded(12, 10, false));
    assertThrows(ApiException.class, () -> cursor("pods", 9));
    assertThrows(ApiException.class, () -> cursor("services", 9));
    assertEquals(12, cursor("services", 10).poll().revision());
    assertNull(cursor("pods", 10).poll());
  }

  /** Real threads: a missed wake-up or a torn read shows as a hang or a gap. */
  @Test
  void watchersOnOtherThreadsSeeEveryChangeOnceWhateverTheTiming() throws Exception {
    loaded();
    int changes = 20_000;
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    List<Thread> watchers = new ArrayList<>();
    CountDownLatch started = new CountDownLatch(4);
    for (int w = 0; w < 4; w++) {
      String resource = w % 2 == 0 ? "pods" : "services";
      watchers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    Semaphore ready = new Semaphore(0);
                    Cursor cursor =
                        feed.watch(resource, null, 0, Runnable::run, () -> ready.release());
                    started.countDown();
                    int seen = 0;
                    long last = 0;
                    while (seen < changes / 2) {
                      Transition t = cursor.poll();
                      if (t == null) {
                        ready.acquireUninterruptibly();
                        continue;
                      }
                      if (t.revision() <= last || t.revision() != expected(resource, seen)) {
                        wrong.add(resource + " " + t.revision() + " after " + last);
                      }
                      Entry held = feed.snapshot(resource).get(t.key());
                      long published = feed.state().revision();
                      if (held == null && published > t.revision()) {
                        wrong.add("snapshot behind the cursor at " + t.revision());
                      }
                      last = t.revision();
                      seen++;
                    }
                    cursor.close();
                  }));
    }
    started.await();
    for (long revision = 1; revision <= changes; revision++) {
      String resource = revision % 2 == 1 ? "pods" : "services";
      feed.batch(
          new Batch(
              revision, List.of(change(revision, Op.CREATE, resource, "o" + revision, BODY))));
    }
    for (Thread watcher : watchers) {
      watcher.join(60_000);
      assertFalse(watcher.isAlive(), "a wake-up was missed");
    }
    assertTrue(wrong.isEmpty(), () -> wrong.peek());
  }

  private static long expected(String resource, int seen) {
    return resource.equals("pods") ? 2L * seen + 1 : 2L * seen + 2;
  }
}
