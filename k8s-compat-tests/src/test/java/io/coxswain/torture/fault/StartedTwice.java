package io.coxswain.torture.fault;

import io.coxswain.torture.Arena;
import io.coxswain.torture.Fault;
import io.coxswain.torture.ServerProcess;
import io.coxswain.torture.TortureException;
import io.coxswain.torture.Wait;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A server is started a second time on the data directory and port of one that runs: the second
 * refuses and ends, the first goes on.
 */
public final class StartedTwice implements Fault {
  private static final Duration MOST = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "started twice";
  }

  @Override
  public void strike(Arena arena, RandomGenerator random) {
    ServerProcess server = arena.any(random);
    long first = server.pid();
    arena.damaged();
    Process second = server.startTwice();
    Wait.until("the second's end", MOST, () -> !second.isAlive());
    if (second.exitValue() == 0) {
      throw new TortureException("the second server ended as if all were well");
    }
    if (!server.isAlive() || server.pid() != first) {
      throw new TortureException("the first server died of the second");
    }
    arena.awaitServing();
  }
}
