package io.coxswain.torture.fault;

import io.coxswain.torture.Arena;
import io.coxswain.torture.Fault;
import io.coxswain.torture.ServerProcess;
import io.coxswain.torture.Wait;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A server is killed and started twice at once on one data directory and one database: one of the
 * two serves, the other ends, whoever comes first. Then the winner is replaced by one the arena
 * knows.
 */
public final class StartedTogether implements Fault {
  private static final Duration MOST = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "two started at once";
  }

  @Override
  public void strike(Arena arena, RandomGenerator random) {
    ServerProcess server = arena.any(random);
    server.kill();
    arena.damaged();
    Process twin = server.startTwice();
    server.start();
    arena.awaitServing();
    Wait.until("one of the two ending", MOST, () -> !twin.isAlive() || !server.isAlive());
    if (!server.isAlive()) {
      twin.destroyForcibly();
      Wait.until("the twin's end", MOST, () -> !twin.isAlive());
      server.start();
      arena.awaitServing();
    }
  }
}
