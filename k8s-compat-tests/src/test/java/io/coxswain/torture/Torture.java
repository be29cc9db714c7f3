package io.coxswain.torture;

import io.coxswain.torture.environment.Environment;

/** The program behind {@code torture.sh}. */
public final class Torture {
  private static final int SELECTED_CUTS = 9; // every step once

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

  /** Cut connections, clocks, power, disks and promotions; in the selection only the first. */
  private static void surroundings(Options options, Report report) {
    int strikes = options.selection() ? SELECTED_CUTS : options.strikes();
    ArenaPlan plan = options.plan(Storage.POSTGRES_18, 1);
    new Environment(plan, strikes, options.seed())
        .trials()
        .forEach(
            (name, trial) -> {
              if (options.wants(name) && (!options.selection() || name.equals("cut"))) {
                report.add(trial.run());
              }
            });
  }
}
