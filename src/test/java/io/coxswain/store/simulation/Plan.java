package io.coxswain.store.simulation;

import io.coxswain.cache.Limits;
import io.coxswain.store.Timing;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What one schedule tries: small limits, so that everything that is rare happens.
 *
 * @param servers one to three
 * @param cuts chance in a thousand that a step of an exchange loses its connection
 * @param writes submitted during the schedule
 * @param active how long faults and writes go on, in milliseconds
 */
record Plan(
    Timing timing,
    Limits limits,
    SimulatedPostgres.Shape shape,
    int servers,
    int cuts,
    int writes,
    long active,
    int serverKills,
    int databaseKills,
    int promotions) {

  static Plan of(SplittableRandom random) {
    Timing timing =
        new Timing(
            millis(200 + random.nextInt(400)),
            millis(1500),
            millis(700),
            millis(300),
            millis(500 + random.nextInt(500)),
            millis(300 + random.nextInt(700)),
            millis(30),
            millis(400));
    boolean forgetful = random.nextInt(3) == 0;
    boolean calm = random.nextInt(8) == 0;
    boolean roomy = random.nextInt(4) > 0;
    boolean small = random.nextInt(3) == 0;
    int partition = 4 + random.nextInt(forgetful ? 8 : 28);
    SimulatedPostgres.Shape shape =
        new SimulatedPostgres.Shape(
            partition,
            roomy ? 1_000_000 : partition * ((300 / partition) + 1L),
            forgetful ? 100 + random.nextInt(300) : 300 + random.nextInt(2000),
            forgetful ? 100 + random.nextInt(600) : 600 + random.nextInt(4000),
            100 + random.nextInt(900),
            forgetful ? 2 + random.nextInt(20) : 100,
            5000,
            small ? 3 + random.nextInt(20) : 4096,
            small ? 5 + random.nextInt(40) : 8192);
    Limits limits =
        random.nextInt(3) == 0
            ? new Limits(10 + random.nextInt(60), 1 << 20, 4)
            : new Limits(10_000, 1 << 20, 4);
    return new Plan(
        timing,
        limits,
        shape,
        1 + random.nextInt(3),
        calm ? 0 : random.nextInt(60),
        20 + random.nextInt(60),
        1500 + random.nextInt(2500),
        calm ? 0 : Math.max(0, random.nextInt(4) - 1),
        calm ? 0 : Math.max(0, random.nextInt(4) - 2),
        calm ? 0 : Math.max(0, random.nextInt(6) - 3));
  }

  private static Duration millis(int millis) {
    return Duration.ofMillis(millis);
  }
}
