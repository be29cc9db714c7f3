package io.coxswain.torture.fault;

import io.coxswain.torture.Arena;
import io.coxswain.torture.Fault;
import io.coxswain.torture.ServerProcess;
import java.util.random.RandomGenerator;

/** kill -9 of a server, started again at once. */
public final class ServerKilled implements Fault {
  @Override
  public String name() {
    return "server kill -9";
  }

  @Override
  public void strike(Arena arena, RandomGenerator random) {
    ServerProcess server = arena.any(random);
    arena.damaged();
    server.kill();
    server.start();
    arena.awaitServing();
  }
}
