package io.coxswain.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.ObjectKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TreeTest {
  private static Entry entry(ObjectKey key, long revision) {
    return new Entry(key, "", revision, "v1", new byte[0]);
  }

  private static int depth(Tree tree) {
    return tree == null ? 0 : 1 + Math.max(depth(tree.left), depth(tree.right));
  }

  @Test
  void behavesAsASortedMapUnderRandomChanges() {
    Random random = new Random(7);
    TreeMap<ObjectKey, Entry> model = new TreeMap<>();
    Tree tree = null;
    for (int i = 0; i < 20_000; i++) {
      ObjectKey key = ObjectKey.of("n" + random.nextInt(20), "p" + random.nextInt(100));
      if (random.nextInt(3) > 0) {
        Entry entry = entry(key, i);
        model.put(key, entry);
        tree = Tree.with(tree, entry);
      } else {
        model.remove(key);
        tree = Tree.without(tree, key);
      }
      if (i % 500 == 0) {
        ObjectKey from = ObjectKey.of("n" + random.nextInt(20), "p5");
        assertEquals(new ArrayList<>(model.values()), list(Tree.iterator(tree, null)));
        assertEquals(
            new ArrayList<>(model.tailMap(from, true).values()), list(Tree.iterator(tree, from)));
        assertEquals(model.headMap(from, false).size(), Tree.before(tree, from));
        assertEquals(model.size(), Tree.size(tree));
      }
    }
    assertTrue(depth(tree) <= 24, "balanced: " + depth(tree) + " for " + Tree.size(tree));
  }

  @Test
  void ascendingInsertsStayBalanced() {
    Tree tree = null;
    for (int i = 0; i < 10_000; i++) {
      tree = Tree.with(tree, entry(ObjectKey.of("", "p%06d".formatted(i)), i));
    }
    assertTrue(depth(tree) <= 28, "depth " + depth(tree));
    for (int i = 0; i < 9_990; i++) {
      tree = Tree.without(tree, ObjectKey.of("", "p%06d".formatted(i)));
    }
    assertEquals(10, Tree.size(tree));
    assertTrue(depth(tree) <= 6);
  }

  private static List<Entry> list(Iterator<Entry> entries) {
    List<Entry> all = new ArrayList<>();
    entries.forEachRemaining(all::add);
    return all;
  }
}
