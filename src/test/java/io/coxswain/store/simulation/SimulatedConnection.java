package io.coxswain.store.simulation;

import io.coxswain.store.Event;
import java.util.function.Supplier;

/** One connection of a server to the database it was opened on. */
final class SimulatedConnection {
  private final World world;
  private final SimulatedServer server;
  private final Runnable onLost;
  final SimulatedPostgres database;
  final long life;

  /** The session as the database knows it. */
  final long session;

  /** Both ends; what the server was not told yet may already be over. */
  boolean open = true;

  SimulatedConnection(World world, SimulatedServer server, Runnable onLost) {
    this.world = world;
    this.server = server;
    this.onLost = onLost;
    this.database = world.database;
    this.life = world.life;
    this.session = world.number();
  }

  /**
   * An exchange: the request travels, is done, the answer travels; each may be cut.
   *
   * @param work gives {@code null} where the database ends the connection instead
   */
  void ask(Supplier<Event> work) {
    world.schedule.after(
        world.schedule.delay(),
        () -> {
          if (!open) {
            return;
          }
          if (world.cut()) {
            lose();
            return;
          }
          Event event = work.get();
          if (event == null) {
            lose();
          } else {
            answer(event);
          }
        });
  }

  void answer(Event answer) {
    world.schedule.after(
        world.schedule.delay(),
        () -> {
          if (!open) {
            return;
          }
          if (world.cut()) {
            lose();
          } else {
            server.on(answer);
          }
        });
  }

  /** Whether its backend still carries out what it has read. */
  boolean backendLives() {
    return world.life == life || world.database != database;
  }

  void lose() {
    if (close()) {
      onLost.run();
    }
  }

  /** Whether it was open. */
  boolean close() {
    boolean was = open;
    open = false;
    if (database.leader == session) {
      database.leader = 0;
    }
    return was;
  }
}
