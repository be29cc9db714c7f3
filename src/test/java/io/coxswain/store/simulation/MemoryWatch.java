package io.coxswain.store.simulation;

import io.coxswain.cache.Cache;
import io.coxswain.cache.Cursor;
import io.coxswain.cache.Limits;
import io.coxswain.cache.Transition;
import io.coxswain.kube.ApiException;
import io.coxswain.store.memory.MemoryLedger;
import java.util.ArrayList;
import java.util.List;

/** Who resumes on a server sees what he would see on the ledger in memory. */
final class MemoryWatch {
  private MemoryWatch() {}

  static void check(World world, MemoryLedger memory) {
    if (world.wasPromoted()) {
      return;
    }
    Cache expected = new Cache(memory, new Limits(100_000, 1 << 30, 1));
    expected.start();
    for (SimulatedServer server : world.servers) {
      long head = server.cache.revision();
      Broken.unless(expected.revision() == head, 9, "the ledger in memory is elsewhere", head);
      long from = Math.max(0, head - world.schedule.random.nextInt(50));
      for (String resource : List.of("configmaps", "events")) {
        List<String> there = seen(expected, resource, from);
        List<String> here = seen(server.cache, resource, from);
        Broken.unless(here == null || here.equals(there), 9, "a watch differs from memory's", here);
      }
    }
  }

  private static List<String> seen(Cache cache, String resource, long from) {
    List<String> seen = new ArrayList<>();
    try (Cursor cursor = cache.watch(resource, null, from, Runnable::run, () -> {})) {
      for (Transition t = cursor.poll(); t != null; t = cursor.poll()) {
        String old = t.old() == null ? "nothing" : Long.toString(t.old().revision());
        seen.add(t.revision() + " " + t.op() + " " + t.key() + " for " + old);
      }
    } catch (ApiException gone) {
      return null;
    }
    return seen;
  }
}
