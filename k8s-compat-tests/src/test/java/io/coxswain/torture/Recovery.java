package io.coxswain.torture;

import io.coxswain.torture.fault.PostgresKilled;
import io.coxswain.torture.fault.ServerKilled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How long a kill -9 keeps the one server of a small cluster from serving, with a thousand objects,
 * nobody else asking. A trial with watchers and clients measures the same under load.
 */
final class Recovery {
  private static final int OBJECTS = 1_000;

  private final Options options;
  private final Report report;

  Recovery(Options options, Report report) {
    this.options = options;
    this.report = report;
  }

  void run() {
    if (!options.wants("recovery")) {
      return;
    }
    try (Arena arena = Arena.open(options.plan(Storage.EMBEDDED, 1), new Random(options.seed()))) {
      fill(arena);
      measure(
          arena, new ServerKilled(), "server kill -9 -> serving again, 1 000 objects", 600, 250);
      measure(
          arena, new PostgresKilled(), "PostgreSQL kill -9 -> writes accepted again", 3000, 1000);
    }
  }

  private static void fill(Arena arena) {
    try (Api api = arena.api(0)) {
      for (int i = 0; i < OBJECTS; i++) {
        Map<String, Object> object = ConfigMaps.of("object-" + i, Map.of("text", "x".repeat(800)));
        Answer answer = api.post(ConfigMaps.PATH, object);
        if (!answer.isGood()) {
          throw new TortureException("an object cannot be made: " + answer);
        }
      }
    } catch (IOException e) {
      throw new TortureException("the objects cannot be made", e);
    }
  }

  private void measure(Arena arena, Fault fault, String what, long must, long aim) {
    Random random = new Random(options.seed());
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < options.strikes(); i++) {
      fault.strike(arena, random);
      times.add((System.nanoTime() - arena.damagedAt()) / 1_000_000);
    }
    List<Long> sorted = times.stream().sorted().toList();
    long median = sorted.get(sorted.size() / 2);
    report.say(
        "%s: median %d ms, min %d, max %d, %d times (must %d, aim %d: %s)"
            .formatted(
                what,
                median,
                sorted.getFirst(),
                sorted.getLast(),
                sorted.size(),
                must,
                aim,
                median <= aim ? "aim met" : median <= must ? "must met" : "MISSED"));
  }
}
