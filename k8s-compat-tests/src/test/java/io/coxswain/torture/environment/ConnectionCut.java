package io.coxswain.torture.environment;

import io.coxswain.torture.Arena;
import io.coxswain.torture.Fault;
import java.util.random.RandomGenerator;

/**
 * A connection between a server and PostgreSQL is cut, reset, held or silenced at a step of the
 * exchange; each step in turn, twice as often around the commit.
 */
public final class ConnectionCut implements Fault {
  private static final Cut.Step[] STEPS = {
    Cut.Step.COMMITTED,
    Cut.Step.ANY,
    Cut.Step.BATCH,
    Cut.Step.LOGIN,
    Cut.Step.STATEMENT,
    Cut.Step.COMMITTED,
    Cut.Step.DECIDED,
    Cut.Step.ROW,
    Cut.Step.BATCH
  };

  private final PostgresProxy proxy;
  private final java.util.Map<Cut.Step, Integer> happened = new java.util.EnumMap<>(Cut.Step.class);
  private int strikes;

  public ConnectionCut(PostgresProxy proxy) {
    this.proxy = proxy;
  }

  /** Steps that no connection ever came to. */
  java.util.Set<Cut.Step> missed() {
    java.util.Set<Cut.Step> missed = java.util.EnumSet.allOf(Cut.Step.class);
    missed.removeAll(happened.keySet());
    return missed;
  }

  /** How often each step was met. */
  String happened() {
    return happened.toString();
  }

  @Override
  public String name() {
    return "connection cut at a step";
  }

  @Override
  public void strike(Arena arena, RandomGenerator random) {
    Cut.Step step = STEPS[strikes % STEPS.length];
    int dice = random.nextInt(10);
    Cut.Act act =
        dice < 4
            ? Cut.Act.CLOSE
            : dice < 7 ? Cut.Act.RESET : dice < 9 ? Cut.Act.HOLD : Cut.Act.SILENCE;
    // Beyond 20 s a server gives the connection up by itself: once in a while.
    boolean longest = act == Cut.Act.SILENCE && strikes % 20 == 19;
    Cut cut =
        new Cut(
            step,
            act,
            random.nextInt(3) == 0,
            step == Cut.Step.ANY ? random.nextInt(120) : random.nextInt(3),
            longest ? 23_000 : 50 + random.nextInt(1500));
    strikes++;
    arena.damaged();
    proxy.arm(cut);
    if (step == Cut.Step.LOGIN) {
      proxy.closeAll();
    }
    if (cut.await(5_000)) {
      happened.merge(step, 1, Integer::sum);
    }
    proxy.arm(null);
    arena.awaitServing();
  }
}
