package io.coxswain.torture.fault;

import io.coxswain.torture.Arena;
import io.coxswain.torture.Fault;
import java.util.random.RandomGenerator;

/** PostgreSQL stopped (fast or immediate) and started under load. */
public final class PostgresRestarted implements Fault {
  @Override
  public String name() {
    return "PostgreSQL restarted";
  }

  @Override
  public void strike(Arena arena, RandomGenerator random) {
    arena.damaged();
    arena.postgres().stop(random.nextBoolean() ? "INT" : "QUIT");
    if (!arena.postgres().isEmbedded()) {
      arena.postgres().start();
    }
    arena.awaitServing();
  }
}
