package io.coxswain.torture;

import io.coxswain.torture.environment.Environment;
import java.util.Map;

/** The program behind {@code torture.sh}. */
public final class Torture {
  /** Strikes of the short run: every step of a cut once, and what is worst twice. */
  private static final Map<String, Integer> SELECTED = Map.of("cut", 9, "power", 2);

  private Torture() {}

  public static void main(String[] words) {
    Options options = Options.of(words);
    Report report = new Report();
    report.say("seed " + options.seed() + ", " + options.executable());
    new ProcessFaults(options, report).run();
    surroundings(options, report);
    if (!options.selection()) {
      new Recovery(options, report).run();
    }
    System.exit(report.end() ? 0 : 1);
  }

  /** Cut connections, clocks, power, disks and promotions; in the selection some of them. */
  private static void surroundings(Options options, Report report) {
    ArenaPlan plan = options.plan(Storage.POSTGRES_18, 1);
    new Environment(plan, options.seed())
        .trials()
        .forEach(
            (name, trial) -> {
              int strikes =
                  options.selection() ? SELECTED.getOrDefault(name, 0) : options.strikes();
              if (options.wants(name) && strikes > 0) {
                report.add(trial.run(strikes));
              }
            });
  }
}
