package io.coxswain.torture.fault;

import io.coxswain.torture.Arena;
import io.coxswain.torture.Fault;
import java.util.random.RandomGenerator;

/** kill -9 of PostgreSQL; an embedded one is started again by its server, another here at once. */
public final class PostgresKilled implements Fault {
  @Override
  public String name() {
    return "PostgreSQL kill -9";
  }

  @Override
  public void strike(Arena arena, RandomGenerator random) {
    arena.damaged();
    arena.postgres().kill();
    if (!arena.postgres().isEmbedded()) {
      arena.postgres().start();
    }
    arena.awaitServing();
  }
}
