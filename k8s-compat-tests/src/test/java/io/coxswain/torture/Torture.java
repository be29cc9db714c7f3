package io.coxswain.torture;

/** The program behind {@code torture.sh}. */
public final class Torture {
  private Torture() {}

  public static void main(String[] words) {
    Options options = Options.of(words);
    Report report = new Report();
    report.say("seed " + options.seed() + ", " + options.executable());
    new ProcessFaults(options, report).run();
    if (!options.selection()) {
      new Recovery(options, report).run();
    }
    System.exit(report.end() ? 0 : 1);
  }
}
