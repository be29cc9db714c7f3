package io.coxswain.store.simulation;

import io.coxswain.store.ClockSteps;
import io.coxswain.store.Event;
import io.coxswain.store.Write;
import java.util.List;

/**
 * The keeper's transactions, one after the other: others run between them, also another server's
 * keeper, and the connection may be lost after each.
 */
final class SimulatedKeeper {
  private final World world;
  private final SimulatedServer server;
  private final SimulatedPostgres database;
  private final ClockSteps steps;
  private final long life;

  SimulatedKeeper(World world, SimulatedServer server, ClockSteps steps) {
    this.world = world;
    this.server = server;
    this.steps = steps;
    this.database = world.database;
    this.life = world.life;
  }

  void keep(long high, boolean leading) {
    step(
        () -> {
          world.open(database);
          database.extend(high);
          if (leading && steps.areTimesTrue(now() + database.clockError, now())) {
            compact();
          } else {
            server.on(new Event.Kept(database.end(), List.of()));
          }
        });
  }

  private void compact() {
    step(
        () -> {
          database.compact(now());
          step(
              () -> {
                long horizon = database.forgettable(now());
                step(
                    () -> {
                      database.fillBase(horizon, now());
                      step(this::drop);
                    });
              });
        });
  }

  private void drop() {
    database.drop();
    step(
        () -> {
          List<Write> expired = database.expired(now());
          server.on(new Event.Kept(database.end(), expired));
        });
  }

  private long now() {
    return world.schedule.now();
  }

  private void step(Runnable work) {
    world.schedule.after(
        world.schedule.delay(),
        () -> {
          if (life != world.life || database != world.database || world.cut()) {
            server.on(new Event.KeepingFailed("cut"));
          } else {
            work.run();
          }
        });
  }
}
