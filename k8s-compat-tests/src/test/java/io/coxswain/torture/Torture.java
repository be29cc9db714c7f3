package io.coxswain.torture;

import io.coxswain.torture.environment.Environment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.Supplier;

/** The program behind {@code torture.sh}. */
public final class Torture {
  /** Strikes of the short run: every step of a cut once, and what is worst twice. */
  private static final Map<String, Integer> SELECTED =
      Map.of("cut", 9, "power", 2, "control of power", 1, "history of 2 s", 2);

  private static final int RESTORED = 5;

  private Torture() {}

  public static void main(String[] words) {
    Options options = Options.of(words);
    Report report = new Report();
    report.say("seed " + options.seed() + ", " + options.executable());
    ProcessFaults processes = new ProcessFaults(options, report);
    Environment environment =
        new Environment(
            options.plan(Storage.POSTGRES_18, 1), options.seed(), options.selection(), report);
    if (options.selection()) {
      processes.selection().forEach(job -> job.run(report));
      chosen(options, environment, SELECTED).forEach(job -> job.run(report));
    } else {
      List<Job> quick = new ArrayList<>(processes.quick());
      quick.addAll(chosen(options, environment, null));
      if (options.wants("restore")) {
        quick.add(
            new Job(
                "restore",
                () -> new Restored(options, report).run(Math.min(options.strikes(), RESTORED))));
      }
      List<Job> waiting = new ArrayList<>(processes.waiting());
      waiting.addAll(waiting(options, environment));
      together(quick, waiting, report);
      // Alone: times are measured.
      new Recovery(options, report).run();
    }
    System.exit(report.end() ? 0 : 1);
  }

  private static List<Job> chosen(
      Options options, Environment environment, Map<String, Integer> strikes) {
    return jobs(options, environment.trials(), strikes);
  }

  private static List<Job> waiting(Options options, Environment environment) {
    return jobs(options, environment.waiting(), null);
  }

  private static List<Job> jobs(
      Options options, Map<String, Environment.Entry> trials, Map<String, Integer> strikes) {
    List<Job> jobs = new ArrayList<>();
    trials.forEach(
        (name, trial) -> {
          int count = strikes == null ? options.strikes() : strikes.getOrDefault(name, 0);
          if (options.wants(name) && count > 0) {
            jobs.add(new Job(name, () -> trial.run(count)));
          }
        });
    return jobs;
  }

  /**
   * Two at a time: one that keeps the processors busy beside one that mostly waits, as long as
   * there are both.
   */
  private static void together(List<Job> quick, List<Job> waiting, Report report) {
    LinkedBlockingDeque<Job> all = new LinkedBlockingDeque<>(quick);
    Collections.reverse(waiting);
    all.addAll(waiting);
    List<Thread> workers = List.of(worker(all::pollFirst, report), worker(all::pollLast, report));
    for (Thread worker : workers) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        throw new TortureException("interrupted", e);
      }
    }
  }

  private static Thread worker(Supplier<Job> next, Report report) {
    return Thread.ofPlatform()
        .start(
            () -> {
              for (Job job = next.get(); job != null; job = next.get()) {
                job.run(report);
              }
            });
  }
}
