package io.coxswain.torture.fault;

import io.coxswain.torture.Arena;
import io.coxswain.torture.Fault;
import io.coxswain.torture.ServerProcess;
import java.util.random.RandomGenerator;

/** kill -9 of PostgreSQL and of every server, as a power cut leaves them but for the disk. */
public final class EverythingKilled implements Fault {
  @Override
  public String name() {
    return "kill -9 of all";
  }

  @Override
  public void strike(Arena arena, RandomGenerator random) {
    arena.damaged();
    if (random.nextBoolean()) {
      arena.postgres().kill();
      arena.servers().forEach(ServerProcess::kill);
    } else {
      arena.servers().forEach(ServerProcess::kill);
      arena.postgres().kill();
    }
    arena.servers().forEach(ServerProcess::start);
    if (!arena.postgres().isEmbedded()) {
      arena.postgres().start();
    }
    arena.awaitServing();
  }
}
