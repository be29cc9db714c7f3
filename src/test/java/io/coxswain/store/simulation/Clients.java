package io.coxswain.store.simulation;

import io.coxswain.cache.Entry;
import io.coxswain.cache.Snapshot;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import io.coxswain.store.Change;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.coxswain.store.Write;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Clients that write, read the present and read the past, and what they were told. */
final class Clients {
  static final String[] RESOURCES = {"configmaps", "events", SimulatedPostgres.LEASES};
  private static final int KEYS = 5;

  private final World world;
  private final Schedule schedule;
  private final Map<Write, Outcome> told = new HashMap<>();
  private final Set<Write> failed = new HashSet<>();
  private int submitted;

  Clients(World world) {
    this.world = world;
    this.schedule = world.schedule;
  }

  void plan(long active) {
    for (int i = 0; i < world.plan.writes(); i++) {
      schedule.after(schedule.random.nextLong(active), this::act);
    }
  }

  private void act() {
    SimulatedServer server = world.anyServer();
    if (server.isDead() || !server.cache.loaded()) {
      return;
    }
    switch (schedule.random.nextInt(8)) {
      case 0 -> readPresent(server);
      case 1 -> readPast(server);
      case 2 -> {
        for (int i = 0; i < 12; i++) {
          write(server);
        }
      }
      default -> write(server);
    }
  }

  private void write(SimulatedServer server) {
    String resource = RESOURCES[schedule.random.nextInt(RESOURCES.length)];
    String namespace = resource.equals(SimulatedPostgres.LEASES) ? "kube-node-lease" : "n";
    ObjectKey key = ObjectKey.of(namespace, "k" + schedule.random.nextInt(KEYS));
    Entry held = server.cache.snapshot(resource).get(key);
    boolean deletes = held != null && schedule.random.nextInt(4) == 0;
    Op op = held == null ? Op.CREATE : deletes ? Op.DELETE : Op.UPDATE;
    boolean ends = resource.equals("events");
    Write write =
        new Write(
            op,
            resource,
            key,
            held == null ? 0 : held.revision(),
            "u",
            "v1",
            new byte[] {'{', '}'},
            ends ? Duration.ofMillis(schedule.random.nextLong(world.plan.shape().life())) : null,
            "s" + server.id,
            "");
    submitted++;
    server
        .submit(write)
        .onComplete(
            result -> {
              if (result.succeeded()) {
                committed(server, write, result.result());
              } else {
                failed(write, result.cause());
              }
            });
  }

  private void committed(SimulatedServer server, Write write, Outcome outcome) {
    Broken.unless(told.put(write, outcome) == null, 2, "a write was answered twice");
    if (outcome instanceof Outcome.Committed won) {
      Change change = world.database.truth.of(write.body());
      Broken.unless(
          change != null || world.wasPromoted(), 2, "an acknowledged write is not there", write);
      Broken.unless(
          change == null || change.revision() == won.revision(),
          2,
          "acknowledged under another revision",
          won);
      if (change != null) {
        world.acknowledged = Math.max(world.acknowledged, won.revision());
      }
    }
  }

  /**
   * A time-out says that nobody knows; anything else, that it was not applied and never will be.
   */
  private void failed(Write write, Throwable why) {
    Broken.unless(why instanceof ApiException, 2, "an odd failure");
    if (((ApiException) why).reason() != Reason.TIMEOUT) {
      failed.add(write);
      checkFailed(write);
    }
  }

  private void checkFailed(Write write) {
    Broken.unless(
        world.database.truth.of(write.body()) == null, 2, "a failed write was applied", write);
  }

  /** A consistent read sees what anybody was told before it began. */
  private void readPresent(SimulatedServer server) {
    long known = world.acknowledged;
    boolean present = server.isPresent();
    server
        .cache
        .current()
        .onSuccess(
            ignored ->
                Broken.unless(
                    !present || server.cache.revision() >= known,
                    5,
                    "a consistent read is older than " + known,
                    server.cache.revision()));
  }

  /** An exact read of the past shows exactly that, or says that it is gone. */
  private void readPast(SimulatedServer server) {
    long now = server.cache.revision();
    long revision = Math.max(0, now - schedule.random.nextInt(40));
    String resource = RESOURCES[schedule.random.nextInt(2)];
    Snapshot past;
    try {
      past = server.cache.at(resource, revision);
    } catch (ApiException gone) {
      return;
    }
    Map<String, Long> expected = server.truth().state(resource, revision);
    Broken.unless(
        Watcher.state(past).equals(expected),
        4,
        "the past differs at " + revision,
        Watcher.state(past) + " instead of " + expected);
  }

  void checkEnd() {
    if (!world.wasPromotedTwice()) {
      failed.forEach(this::checkFailed);
    }
    told.forEach(
        (write, outcome) -> {
          Change change = world.database.truth.of(write.body());
          if (outcome instanceof Outcome.Committed won) {
            Broken.unless(
                change == null ? world.wasPromoted() : change.revision() == won.revision(),
                2,
                "an acknowledged write is lost",
                write);
          } else {
            Broken.unless(change == null, 2, "a lost compare-and-set was applied", write);
          }
        });
  }
}
