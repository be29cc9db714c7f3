package io.coxswain.store.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Thousands of schedules of the model. A failure names its seed; to see it step by step:
 *
 * <pre>native/maven.sh -q test -Dtest=LedgerSimulationTest -Dsimulation.seed=SEED</pre>
 *
 * {@code -Dsimulation.seconds=60} tries fresh seeds for longer (3 s otherwise).
 */
class LedgerSimulationTest {
  private static final int FIXED = 2000;

  /** Prints how many schedules a second; a seed to begin with, and seconds. */
  public static void main(String[] args) {
    long seconds = args.length > 1 ? Long.parseLong(args[1]) : 10;
    fresh(args.length > 0 ? Long.parseLong(args[0]) : new SecureRandom().nextLong(), seconds);
  }

  @Test
  void theInvariantsHoldInEverySchedule() {
    Long one = Long.getLong("simulation.seed");
    if (one != null) {
      run(one);
      return;
    }
    for (long seed = 1; seed <= FIXED; seed++) {
      run(seed);
    }
  }

  @Test
  void theyHoldInSchedulesNobodyHasSeenBefore() {
    if (Long.getLong("simulation.seed") == null) {
      assertTrue(fresh(new SecureRandom().nextLong(), Long.getLong("simulation.seconds", 3)) > 0);
    }
  }

  private static long fresh(long first, long seconds) {
    long begin = System.nanoTime();
    long end = begin + TimeUnit.SECONDS.toNanos(seconds);
    long done = 0;
    while (System.nanoTime() < end) {
      run(first + done++);
    }
    System.out.printf(
        "ledger simulation: %d schedules from seed %d, %d/s%n",
        done, first, done * 1_000_000_000L / Math.max(1, System.nanoTime() - begin));
    return done;
  }

  private static void run(long seed) {
    try {
      new World(seed, false).run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed "
              + seed
              + ": "
              + e.getMessage()
              + "\nagain: native/maven.sh -q test -Dtest=LedgerSimulationTest -Dsimulation.seed="
              + seed
              + "\n  "
              + story(seed),
          e);
    }
  }

  /** The last steps before it broke. */
  private static String story(long seed) {
    World again = new World(seed, true);
    try {
      again.run();
      return "it does not fail again";
    } catch (AssertionError | RuntimeException e) {
      return again.schedule.trace();
    }
  }
}
