package io.coxswain.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.coxswain.store.Write;
import io.coxswain.store.memory.MemoryLedger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CacheTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final MemoryLedger ledger = new MemoryLedger(() -> now);
  private final Cache cache = new Cache(ledger, new Limits(100, 1 << 20, 3));

  @BeforeEach
  void start() {
    cache.start();
  }

  private long write(Op op, String resource, String namespace, String name, String label) {
    ObjectKey key = ObjectKey.of(namespace, name);
    Entry held = cache.snapshot(resource).get(key);
    Outcome outcome =
        ledger
            .submit(
                new Write(
                    op,
                    resource,
                    key,
                    held == null ? 0 : held.revision(),
                    "uid-" + name,
                    "v1",
                    body(namespace, name, label),
                    null,
                    "alice",
                    "test"))
            .result();
    return ((Outcome.Committed) outcome).revision();
  }

  private static byte[] body(String namespace, String name, String label) {
    return ("{\"metadata\":{\"name\":\""
            + name
            + "\",\"namespace\":\""
            + namespace
            + "\",\"labels\":{\"app\":\""
            + label
            + "\"}}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> names(Iterable<Entry> entries) {
    List<String> names = new ArrayList<>();
    entries.forEach(entry -> names.add(entry.key().toString()));
    return names;
  }

  @Test
  void anEntryShowsItsRevisionAsResourceVersion() {
    long revision = write(Op.CREATE, "pods", "a", "x", "web");
    Entry entry = cache.snapshot("pods").get(ObjectKey.of("a", "x"));
    assertEquals(Long.toString(revision), Meta.resourceVersion(entry.object()));
    assertEquals(Map.of("app", "web"), entry.labels());
  }

  @Test
  void aSnapshotDoesNotChangeWhenTheCacheDoes() {
    write(Op.CREATE, "pods", "a", "x", "1");
    Snapshot before = cache.snapshot("pods");
    write(Op.CREATE, "pods", "a", "y", "1");
    write(Op.DELETE, "pods", "a", "x", "1");
    assertEquals(List.of("a/x"), names(before));
    assertEquals(List.of("a/y"), names(cache.snapshot("pods")));
  }

  @Test
  void namespacesAndPagesAreRangesOfTheSnapshot() {
    for (String namespace : List.of("b", "a", "aa")) {
      for (String name : List.of("3", "1", "2")) {
        write(Op.CREATE, "pods", namespace, name, "x");
      }
    }
    Snapshot pods = cache.snapshot("pods");
    assertEquals(9, pods.size());
    assertEquals(3, pods.size("a"));
    assertEquals(List.of("a/1", "a/2", "a/3"), names(pods.in("a")));
    assertEquals(List.of("aa/3"), names(pods.after("aa", ObjectKey.of("aa", "2"))));
    assertEquals(1, pods.remaining("aa", ObjectKey.of("aa", "2")));
    assertEquals(4, pods.remaining(null, ObjectKey.of("aa", "2")));
    assertEquals(List.of(), names(pods.in("c")));
  }

  @Test
  void aCursorSeesEachChangeOfItsResourceOnceInOrder() {
    long start = cache.revision();
    Cursor cursor = cache.watch("pods", null, start, () -> {});
    long created = write(Op.CREATE, "pods", "a", "x", "1");
    write(Op.CREATE, "services", "a", "x", "1");
    long updated = write(Op.UPDATE, "pods", "a", "x", "2");
    long last = write(Op.CREATE, "services", "a", "y", "1");
    assertEquals(created, cursor.poll().revision());
    Transition update = cursor.poll();
    assertEquals(updated, update.revision());
    assertEquals(Map.of("app", "1"), update.old().labels());
    assertEquals(Map.of("app", "2"), update.now().labels());
    assertEquals(Map.of("app", "1"), update.leaving().labels());
    assertEquals(Long.toString(updated), Meta.resourceVersion(update.leaving().object()));
    assertNull(cursor.poll());
    assertEquals(last, cursor.revision());
  }

  @Test
  void aDeleteCarriesTheLastBodyUnderItsOwnRevision() {
    Cursor cursor = cache.watch("pods", null, 0, () -> {});
    write(Op.CREATE, "pods", "a", "x", "1");
    long deleted = write(Op.DELETE, "pods", "a", "x", "1");
    cursor.poll();
    Transition delete = cursor.poll();
    assertEquals(Op.DELETE, delete.op());
    assertEquals(Long.toString(deleted), Meta.resourceVersion(delete.now().object()));
  }

  @Test
  void aCursorIsWokenOnceForEachTimeItFoundNothing() {
    List<String> calls = new ArrayList<>();
    Cursor cursor = cache.watch("pods", null, 0, () -> calls.add("ready"));
    write(Op.CREATE, "pods", "a", "x", "1");
    assertEquals(0, calls.size(), "it has not asked yet");
    cursor.poll();
    assertNull(cursor.poll());
    write(Op.CREATE, "pods", "a", "y", "1");
    write(Op.CREATE, "pods", "a", "z", "1");
    assertEquals(1, calls.size());
  }

  @Test
  void aNamespacedCursorPassesTheOthers() {
    Cursor cursor = cache.watch("pods", "b", 0, () -> {});
    write(Op.CREATE, "pods", "a", "x", "1");
    long other = write(Op.CREATE, "pods", "b", "x", "1");
    assertEquals(other, cursor.poll().revision());
    assertNull(cursor.poll());
  }

  @Test
  void aCursorThatFallsOffTheRingIsGone() {
    Cursor slow = cache.watch("pods", null, 0, () -> {});
    Cursor quiet = cache.watch("services", null, 0, () -> {});
    write(Op.CREATE, "pods", "a", "x", "0");
    for (int i = 0; i < 101; i++) {
      write(Op.UPDATE, "pods", "a", "x", "" + i);
    }
    assertNull(slow.poll());
    assertTrue(slow.gone());
    assertNull(quiet.poll());
    assertFalse(quiet.gone(), "changes of other resources do not push it off");
    ApiException error =
        assertThrows(ApiException.class, () -> cache.watch("pods", null, 1, () -> {}));
    assertEquals(Reason.EXPIRED, error.reason());
  }

  @Test
  void whatACursorDoesNotWantMayLeaveTheRingBeforeItFirstPolls() {
    List<Long> revisions = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      revisions.add(write(Op.CREATE, "pods", "a", "x" + i, "1"));
    }
    Cursor cursor = cache.watch("pods", null, revisions.get(49), () -> {});
    for (int i = 0; i < 40; i++) {
      write(Op.CREATE, "services", "a", "y" + i, "1");
    }
    assertEquals(revisions.get(50), cursor.poll().revision());
    ledger.compactTo(revisions.get(49));
    write(Op.CREATE, "services", "a", "z", "1");
    assertEquals(revisions.get(51), cursor.poll().revision());
  }

  @Test
  void anExactRevisionIsRebuiltFromTheRing() {
    long first = write(Op.CREATE, "pods", "a", "x", "1");
    long second = write(Op.CREATE, "pods", "a", "y", "1");
    write(Op.UPDATE, "pods", "a", "x", "2");
    write(Op.DELETE, "pods", "a", "y", "1");
    write(Op.CREATE, "pods", "a", "z", "1");
    assertEquals(List.of("a/x"), names(cache.at("pods", first)));
    Snapshot past = cache.at("pods", second);
    assertEquals(List.of("a/x", "a/y"), names(past));
    assertEquals(Map.of("app", "1"), past.get(ObjectKey.of("a", "x")).labels());
    assertEquals(second, past.revision());
    assertSame(past, cache.at("pods", second), "kept for the next page");
  }

  @Test
  void aKeptSnapshotOutlivesTheRingButNotTheHorizon() {
    write(Op.CREATE, "pods", "a", "x", "0");
    Snapshot page = cache.snapshot("pods");
    cache.keep(page);
    for (int i = 0; i < 150; i++) {
      write(Op.UPDATE, "pods", "a", "x", "" + i);
    }
    assertSame(page, cache.at("pods", page.revision()));
    now = now.plus(Duration.ofMinutes(6));
    ledger.compact(Duration.ofMinutes(5));
    assertThrows(ApiException.class, () -> cache.at("pods", page.revision()));
  }

  @Test
  void atLeastWaitsForTheFeed() {
    long revision = write(Op.CREATE, "pods", "a", "x", "0");
    assertTrue(cache.atLeast(revision).succeeded());
    var later = cache.atLeast(revision + 2);
    write(Op.CREATE, "pods", "a", "y", "0");
    assertFalse(later.isComplete());
    write(Op.CREATE, "pods", "a", "z", "0");
    assertTrue(later.succeeded());
  }

  @Test
  void aListenerHearsWhatIsThereAndWhatComes() {
    write(Op.CREATE, "pods", "a", "x", "0");
    List<String> heard = new ArrayList<>();
    cache.listen("pods", (old, is) -> heard.add(old + " -> " + is));
    write(Op.UPDATE, "pods", "a", "x", "1");
    write(Op.DELETE, "pods", "a", "x", "1");
    assertEquals(List.of("null -> a/x@1", "a/x@1 -> a/x@2", "a/x@2 -> null"), heard);
  }

  @Test
  void aRestartedCacheRefillsItsRingSoThatWatchesResume() {
    write(Op.CREATE, "pods", "a", "x", "1");
    write(Op.CREATE, "pods", "a", "y", "1");
    ledger.compactTo(2);
    long resume = write(Op.UPDATE, "pods", "a", "x", "2");
    write(Op.UPDATE, "pods", "a", "x", "3");
    write(Op.DELETE, "pods", "a", "y", "1");
    Cache restarted = new Cache(ledger, Limits.DEFAULT);
    restarted.start();
    Cursor cursor = restarted.watch("pods", null, resume, () -> {});
    Transition update = cursor.poll();
    assertEquals("2", update.old().labels().get("app"));
    assertEquals("3", update.now().labels().get("app"));
    assertEquals(Op.DELETE, cursor.poll().op());
    assertNull(cursor.poll());
    Cursor oldest = restarted.watch("pods", null, 2, () -> {});
    assertEquals("1", oldest.poll().old().labels().get("app"), "from the image at the horizon");
    assertThrows(ApiException.class, () -> restarted.watch("pods", null, 1, () -> {}));
  }

  @Test
  void aReloadTellsListenersTheDifferenceAndEndsCursors() {
    write(Op.CREATE, "pods", "a", "x", "1");
    write(Op.CREATE, "pods", "a", "y", "1");
    Cursor cursor = cache.watch("pods", null, cache.revision(), () -> {});
    assertNull(cursor.poll());
    List<String> heard = new ArrayList<>();
    cache.listen("pods", (old, is) -> heard.add(old + " -> " + is));
    heard.clear();
    ledger.compactTo(2);
    cache.start();
    assertNull(cursor.poll());
    assertTrue(cursor.gone());
    assertEquals(List.of(), heard, "nothing differs");
  }
}
