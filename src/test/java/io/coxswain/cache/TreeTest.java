package io.coxswain.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.ObjectKey;
import io.coxswain.store.Stored;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TreeTest {
  private static Entry entry(ObjectKey key, long revision) {
    return new Entry(key, "", revision, revision % 50 == 0 ? "v2" : "v1", new byte[0]);
  }

  private static int depth(Tree tree) {
    return tree == null ? 0 : 1 + Math.max(depth(tree.left), depth(tree.right));
  }

  @Test
  void behavesAsASortedMapUnderRandomChanges() {
    changeAtRandom(new TreeMap<>(), null);
  }

  @Test
  void whatWasLoadedIsChangedLikeAnythingElse() {
    Loading loading = new Loading(new Bodies());
    TreeMap<ObjectKey, Entry> model = new TreeMap<>();
    for (int i = 0; i < 2000; i++) {
      ObjectKey key = ObjectKey.of("n" + i % 20, "p" + i / 20);
      model.put(key, entry(key, i));
    }
    model.forEach(
        (key, e) ->
            loading.add(new Stored("r", key, "", e.revision(), e.version(), new byte[9_000])));
    changeAtRandom(model, loading.tree());
  }

  private static void changeAtRandom(TreeMap<ObjectKey, Entry> model, Tree loaded) {
    Random random = new Random(7);
    Tree tree = loaded;
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
        assertEquals(list(model.values().iterator()), list(Tree.iterator(tree, null)));
        assertEquals(
            list(model.tailMap(from, true).values().iterator()), list(Tree.iterator(tree, from)));
        assertEquals(model.headMap(from, false).size(), Tree.before(tree, from));
        assertEquals(model.size(), Tree.size(tree));
      }
    }
    assertTrue(depth(tree) <= 24, "balanced: " + depth(tree) + " for " + Tree.size(tree));
  }

  @Test
  void keysAndUidsOfEveryKindComeBackAsTheyWere() {
    List<String> names =
        List.of("", "a", "é", "z", "\uD83D\uDEA2", "\uFFFD", "system:node-proxier", "a\u0000");
    List<String> uids =
        List.of(
            "", "u", "00000000-0000-0000-0000-00000000000b", "ABCDEF00-0000-0000-0000-0000000000é");
    TreeMap<ObjectKey, String> model = new TreeMap<>();
    Tree tree = null;
    for (String namespace : names) {
      for (String name : names) {
        ObjectKey key = ObjectKey.of(namespace, name);
        String uid = uids.get(model.size() % uids.size());
        model.put(key, uid);
        tree = Tree.with(tree, new Entry(key, uid, 1L << 40, "v" + uid, new byte[3]));
      }
    }
    Iterator<Entry> entries = Tree.iterator(tree, null);
    for (ObjectKey key : model.keySet()) {
      Entry entry = entries.next();
      assertEquals(key, entry.key());
      assertEquals(model.get(key), entry.uid());
      assertEquals("v" + model.get(key), entry.version());
      assertEquals(1L << 40, entry.revision());
      assertEquals(key, Tree.get(tree, key).key());
    }
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

  private static List<String> list(Iterator<Entry> entries) {
    List<String> all = new ArrayList<>();
    entries.forEachRemaining(entry -> all.add(entry + " " + entry.version()));
    return all;
  }
}
