package io.coxswain.torture;

import io.coxswain.torture.fault.EverythingKilled;
import io.coxswain.torture.fault.LaneStopped;
import io.coxswain.torture.fault.PostgresKilled;
import io.coxswain.torture.fault.PostgresRestarted;
import io.coxswain.torture.fault.ServerFrozen;
import io.coxswain.torture.fault.ServerKilled;
import io.coxswain.torture.fault.StartedTogether;
import io.coxswain.torture.fault.StartedTwice;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Processes killed, frozen, restarted and started twice, under one, two and three servers. */
final class ProcessFaults {
  /** A trial's history is checked as a whole: long runs are cut into trials of so many strikes. */
  private static final int STRIKES = 10;

  private static final Duration FREEZE = Duration.ofSeconds(30);
  private static final Duration SHORT_FREEZE = Duration.ofSeconds(4);

  private final Options options;
  private final Report report;
  private long seed;

  ProcessFaults(Options options, Report report) {
    this.options = options;
    this.report = report;
    this.seed = options.seed();
  }

  private record Planned(Fault fault, int strikes, Trial.Load load) {
    Planned(Fault fault, int strikes) {
      this(fault, strikes, Trial.Load.PLAIN);
    }
  }

  List<Job> selection() {
    return java.util.stream.Stream.of(
            on(
                Storage.EMBEDDED,
                1,
                List.of(
                    new Planned(new ServerKilled(), 3),
                    new Planned(new PostgresKilled(), 1),
                    new Planned(new EverythingKilled(), 1))),
            on(
                Storage.POSTGRES_18,
                3,
                List.of(
                    new Planned(new ServerKilled(), 3),
                    new Planned(new ServerFrozen(SHORT_FREEZE), 1),
                    new Planned(new LaneStopped(false), 1),
                    new Planned(new PostgresRestarted(), 1),
                    new Planned(new StartedTwice(), 1))))
        .flatMap(List::stream)
        .toList();
  }

  /** Those that come back at once. */
  List<Job> quick() {
    int n = options.strikes();
    return java.util.stream.Stream.of(
            on(Storage.EMBEDDED, 1, kills(n)),
            on(system(), 2, kills(n)),
            on(Storage.POSTGRES_18, 3, kills(n)),
            on(Storage.POSTGRES_18, 3, List.of(new Planned(new LaneStopped(false), n))))
        .flatMap(List::stream)
        .toList();
  }

  /** Those in which there is mostly nothing to do but to wait. */
  List<Job> waiting() {
    int n = options.strikes();
    return java.util.stream.Stream.of(
            on(
                Storage.POSTGRES_18,
                3,
                List.of(new Planned(new ServerFrozen(FREEZE), n, Trial.Load.SLOW))),
            on(system(), 2, List.of(new Planned(new LaneStopped(true), n, Trial.Load.SLOW))))
        .flatMap(List::stream)
        .toList();
  }

  private static Storage system() {
    return Storage.system() == null ? Storage.POSTGRES_18 : Storage.SYSTEM;
  }

  private static List<Planned> kills(int n) {
    return List.of(
        new Planned(new ServerKilled(), n),
        new Planned(new PostgresKilled(), n),
        new Planned(new PostgresRestarted(), n),
        new Planned(new EverythingKilled(), n),
        new Planned(new StartedTwice(), n),
        new Planned(new StartedTogether(), n));
  }

  /** One arena for all of them. */
  private List<Job> on(Storage storage, int servers, List<Planned> planned) {
    String place = ", " + storage.place(servers);
    List<Planned> wanted =
        planned.stream()
            .filter(p -> p.strikes > 0 && options.wants(p.fault.name() + place))
            .toList();
    if (wanted.isEmpty() || (options.servers() != 0 && options.servers() != servers)) {
      return List.of();
    }
    long first = seed;
    seed += 1000;
    return List.of(
        new Job(
            wanted.getFirst().fault.name() + place, () -> run(storage, servers, wanted, first)));
  }

  private void run(Storage storage, int servers, List<Planned> wanted, long first) {
    String place = storage.place(servers);
    long number = first;
    try (Arena arena = Arena.open(options.plan(storage, servers), new Random(first))) {
      for (Planned next : wanted) {
        for (int left = next.strikes; left > 0; left -= STRIKES) {
          String name = next.fault.name() + ", " + place;
          int strikes = Math.min(left, STRIKES);
          report.add(
              new Trial(name, number++, next.fault, strikes, next.load).at(place).run(arena));
        }
      }
    }
  }
}
