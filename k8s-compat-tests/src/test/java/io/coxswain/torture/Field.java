package io.coxswain.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Where the clients and watchers of one trial meet: a namespace, a few keys, what happened.
 *
 * @param gones watches that were told to list again, and from where
 */
record Field(
    Arena arena,
    String namespace,
    List<String> keys,
    Truth truth,
    History history,
    Queue<Gone> gones) {
  /** The last write of a trial, which every watcher must see. */
  static final String LAST = "last";

  /**
   * A watch that was told to list again.
   *
   * @param from the revision it asked for
   * @param age nanoseconds since the change there was first seen
   * @param behind changes of the trial since
   * @param at when it was told: monotonic nanoseconds
   */
  record Gone(String watch, long from, long age, int behind, long at) {}

  static Field of(Arena arena, String namespace, int keys, long base) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      names.add("key-" + i);
    }
    return new Field(
        arena, namespace, names, new Truth(base), new History(), new ConcurrentLinkedQueue<>());
  }

  String path() {
    return "/api/v1/namespaces/" + namespace + "/configmaps";
  }

  String path(String key) {
    return path() + "/" + key;
  }

  boolean isKey(String name) {
    return name.equals(LAST) || name.startsWith("key-");
  }

  void gone(String watch, long from, long position) {
    long now = System.nanoTime();
    gones.add(
        new Gone(
            watch,
            from,
            now - truth.seenAt(from),
            truth.between(from, Long.MAX_VALUE).size(),
            now));
  }
}
