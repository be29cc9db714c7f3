package io.coxswain.torture.fault;

import io.coxswain.torture.Arena;
import io.coxswain.torture.Controllers;
import io.coxswain.torture.Fault;
import io.coxswain.torture.Pause;
import io.coxswain.torture.ServerProcess;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A server stopped (SIGSTOP) for a while. The others go on meanwhile, and one of them runs the
 * controllers; time to serving counts from its waking up.
 *
 * @param length how long; with other servers at least until one of them leads
 */
public record ServerFrozen(Duration length) implements Fault {
  @Override
  public String name() {
    return "server frozen for " + length.toSeconds() + " s";
  }

  @Override
  public void strike(Arena arena, RandomGenerator random) {
    ServerProcess frozen = arena.any(random);
    Pause pause = Pause.of(length);
    frozen.freeze();
    try {
      for (ServerProcess server : arena.servers()) {
        if (server != frozen) {
          arena.awaitServing(server);
        }
      }
      if (arena.servers().size() > 1) {
        ServerProcess other = arena.server((frozen.index() + 1) % arena.servers().size());
        Controllers.awaitWork(arena, other, random);
      }
      pause.await();
    } finally {
      frozen.thaw();
    }
    arena.damaged();
    arena.awaitServing();
  }
}
