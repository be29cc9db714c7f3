package io.coxswain.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.ObjectKey;
import io.coxswain.store.Stored;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TidyingTest {
  private static final long FLOOR = 512 * 1024;
  private final Bodies bodies = new Bodies();
  private final Tidying tidying = new Tidying(bodies, 8, FLOOR);
  private final Tree[] trees = new Tree[2];
  private final Map<String, byte[]> model = new HashMap<>();
  private final Random random = new Random(3);

  private void put(int tree, String name, byte[] body) {
    ObjectKey key = ObjectKey.of("n", name);
    Entry old = Tree.get(trees[tree], key);
    Entry now = bodies.place(new Stored("r" + tree, key, "u-" + name, 1, "v1", body));
    trees[tree] = Tree.with(trees[tree], now);
    if (old != null) {
      bodies.release(old);
    }
    model.put(tree + name, body);
    tidying.step(trees);
  }

  private void remove(int tree, String name) {
    ObjectKey key = ObjectKey.of("n", name);
    Entry old = Tree.get(trees[tree], key);
    if (old != null) {
      trees[tree] = Tree.without(trees[tree], key);
      bodies.release(old);
      model.remove(tree + name);
    }
    tidying.step(trees);
  }

  private byte[] body() {
    byte[] body = new byte[random.nextInt(100) == 0 ? 50_000 : random.nextInt(2_000)];
    random.nextBytes(body);
    return body;
  }

  private long kept() {
    Set<Slab> slabs = Collections.newSetFromMap(new IdentityHashMap<>());
    long bytes = 0;
    for (Tree tree : trees) {
      for (Iterator<Entry> all = Tree.iterator(tree, null); all.hasNext(); ) {
        Slab slab = all.next().slab();
        bytes += slabs.add(slab) ? slab.bytes.length : 0;
      }
    }
    return bytes;
  }

  @Test
  void bodiesMoveTogetherAndStayWhatTheyAre() {
    for (int i = 0; i < 60_000; i++) {
      int tree = random.nextInt(2);
      String name = "o" + random.nextInt(3_000);
      if (random.nextInt(4) == 0) {
        remove(tree, name);
      } else {
        put(tree, name, body());
      }
    }
    long live = model.values().stream().mapToLong(body -> body.length).sum();
    assertEquals(live, bodies.live());
    long kept = kept();
    assertTrue(kept < live / 2 * 3 + 2 * FLOOR, kept + " bytes are kept for " + live);
    int found = 0;
    for (int tree = 0; tree < 2; tree++) {
      for (Iterator<Entry> all = Tree.iterator(trees[tree], null); all.hasNext(); found++) {
        Entry entry = all.next();
        assertArrayEquals(model.get(tree + entry.key().name()), entry.bytes());
        assertEquals("u-" + entry.key().name(), entry.uid());
      }
    }
    assertEquals(model.size(), found);
  }

  @Test
  void whatIsLeftOfManyIsPutTogether() {
    for (int i = 0; i < 5_000; i++) {
      put(0, "o" + i, new byte[1_000]);
    }
    for (int i = 0; i < 5_000; i++) {
      if (i % 100 != 0) {
        remove(0, "o" + i);
      }
    }
    for (int i = 0; i < 1_000; i++) {
      tidying.step(trees);
    }
    assertTrue(kept() <= 3 * Bodies.SLAB, () -> kept() + " bytes for " + bodies.live());
    assertTrue(bodies.wasted() <= FLOOR, () -> bodies.wasted() + " bytes wasted");
  }

  @Test
  void anEntryThatIsAskedForAgainIsTheSame() {
    put(0, "a", new byte[10]);
    Snapshot snapshot = new Snapshot("r0", 1, trees[0], new Recent());
    ObjectKey key = ObjectKey.of("n", "a");
    Entry first = snapshot.get(key);
    assertSame(first, snapshot.get(key));
    put(0, "a", new byte[20]);
    assertEquals(10, first.length());
  }
}
