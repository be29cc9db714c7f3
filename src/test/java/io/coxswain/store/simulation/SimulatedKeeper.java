package io.coxswain.store.simulation;

import io.coxswain.store.Ages;
import io.coxswain.store.Event;
import java.time.Duration;
import java.util.List;

/**
 * The keeper's transactions, one after the other: others run between them, also another server's
 * keeper, and the connection may be lost after each.
 */
final class SimulatedKeeper {
  private final World world;
  private final SimulatedServer server;
  private final SimulatedPostgres database;
  private final Ages ages;
  private final long life;

  SimulatedKeeper(World world, SimulatedServer server, Ages ages) {
    this.world = world;
    this.server = server;
    this.ages = ages;
    this.database = world.database;
    this.life = world.life;
  }

  void keep(long high, boolean leading) {
    step(
        () -> {
          if (!database.isFollowed()) {
            server.on(new Event.KeepingFailed("no lane has followed the promotion yet"));
            return;
          }
          database.extend(high);
          if (leading) {
            long head = database.head();
            ages.look(now(), head, database.lived(), world.open(database).id());
            compact(head);
          } else {
            server.on(new Event.Kept(database.end(), List.of()));
          }
        });
  }

  private void compact(long head) {
    step(
        () -> {
          database.compact(ages.old(Duration.ofMillis(shape().served())), now());
          step(
              () -> {
                if (ages.isMarkDue() && database.mark(ages.lived(), head, ages.recorded())) {
                  ages.marked();
                }
                long horizon = database.forgettable(ages.lived(), now());
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
          long old = ages.old(Duration.ofMillis(shape().life()));
          server.on(new Event.Kept(database.end(), database.ended(old, now())));
        });
  }

  private SimulatedPostgres.Shape shape() {
    return world.plan.shape();
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
