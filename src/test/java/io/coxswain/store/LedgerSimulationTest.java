package io.coxswain.store;

import static io.coxswain.store.Simulation.check;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hundreds of schedules of the production state machine; a failure names its seed. */
class LedgerSimulationTest {
  private static final int KEYS = 12;

  private static Write write(Simulation.Server server, int number, java.util.Random random) {
    ObjectKey key = ObjectKey.of("n", "k" + random.nextInt(KEYS));
    Stored held = server.view.get(key);
    Op op = held == null ? Op.CREATE : random.nextInt(4) == 0 ? Op.DELETE : Op.UPDATE;
    byte[] body = (server.id + "-" + number).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return new Write(
        op,
        "configmaps",
        key,
        held == null ? 0 : held.revision(),
        "u",
        "v1",
        body,
        null,
        "s" + server.id,
        "");
  }

  private static Simulation run(long seed, boolean failOver) {
    Simulation world = new Simulation(seed, 1 + (int) (seed % 3), 20 + (int) (seed % 5) * 30);
    int writes = 120;
    for (int i = 0; i < writes; i++) {
      int number = i;
      world.after(
          world.random.nextInt(20_000),
          () -> {
            Simulation.Server server =
                world.servers.get(world.random.nextInt(world.servers.size()));
            if (world.random.nextInt(5) == 0) {
              server.askHead();
            }
            int burst = world.random.nextInt(4) == 0 ? 30 : 1;
            for (int j = 0; j < burst; j++) {
              server.submit(write(server, number * 100 + j, world.random));
            }
          });
    }
    if (failOver) {
      world.after(
          10_000,
          () -> {
            world.failedOver = true;
            world.servers.forEach(Simulation.Server::cutEverything);
            world.database.failOver(world.random.nextInt(20));
          });
    }
    world.runUntil(25_000);
    world.cuts = 0;
    world.runUntil(60_000);
    return world;
  }

  @Test
  void noAcknowledgedWriteIsLostAndNoFailedOneIsAppliedInFourHundredSchedules() {
    for (long seed = 1; seed <= 400; seed++) {
      try {
        Simulation world = run(seed, false);
        for (Simulation.Server server : world.servers) {
          assertAnswers(world, server);
          assertWatchers(world, server);
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  @Test
  void afterAFailoverThatLostTheTailEverybodyLoadsAgainAndFollows() {
    for (long seed = 1; seed <= 100; seed++) {
      try {
        Simulation world = run(seed, true);
        for (Simulation.Server server : world.servers) {
          assertEquals(world.database.objects, server.view);
          assertEquals(world.database.high, server.position);
          assertEquals(
              server.submitted.size(), server.outcomes.size() + server.failed.size(), "settled");
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static void assertAnswers(Simulation world, Simulation.Server server) {
    assertEquals(
        server.submitted.size(),
        server.outcomes.size() + server.failed.size(),
        "every write is settled");
    assertTrue(server.headsAsked.isEmpty(), "every head read is settled");
    Map<byte[], Change> changes = new java.util.IdentityHashMap<>();
    world.database.changes.values().forEach(c -> changes.put(c.body(), c));
    for (Map.Entry<Long, Write> submitted : server.submitted.entrySet()) {
      Change applied = changes.get(submitted.getValue().body());
      Outcome outcome = server.outcomes.get(submitted.getKey());
      if (outcome instanceof Outcome.Committed committed) {
        check(applied != null, "an acknowledged write is lost");
        check(applied.revision() == committed.revision(), "acknowledged under another revision");
      } else {
        check(
            applied == null,
            "a write that was " + (outcome == null ? "failed" : outcome) + " was applied");
      }
    }
  }

  /** Exactly the changes after its first load, once and in order, and the same end. */
  private static void assertWatchers(Simulation world, Simulation.Server server) {
    assertEquals(world.database.high, server.position);
    assertEquals(world.database.objects, server.view);
    List<Change> expected = new ArrayList<>();
    if (!server.shown.isEmpty()) {
      expected.addAll(
          world.database.changes.tailMap(server.shown.getFirst().revision(), true).values());
    }
    assertEquals(
        expected.stream().map(Change::revision).toList(),
        server.shown.stream().map(Change::revision).toList());
    Map<ObjectKey, Long> last = new HashMap<>();
    for (Change change : world.database.changes.values()) {
      check(last.getOrDefault(change.key(), 0L) < change.revision(), "revisions of a key go back");
      last.put(change.key(), change.revision());
    }
  }

  @Test
  void atMostOneServerLeads() {
    for (long seed = 1; seed <= 50; seed++) {
      Simulation world = new Simulation(seed, 3, 50);
      for (int second = 1; second <= 60; second++) {
        world.runUntil(second * 1000L);
      }
      world.cuts = 0;
      world.runUntil(70_000);
      long leaders = world.servers.stream().filter(s -> s.machine.isLeader()).count();
      assertEquals(1, leaders, "seed " + seed);
    }
  }
}
