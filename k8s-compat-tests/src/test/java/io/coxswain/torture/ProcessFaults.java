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
import java.util.ArrayList;
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

  private record Planned(Fault fault, int strikes) {}

  void run() {
    if (options.selection()) {
      selection();
    } else {
      everything();
    }
  }

  private void selection() {
    on(
        Storage.EMBEDDED,
        1,
        List.of(
            new Planned(new ServerKilled(), 3),
            new Planned(new PostgresKilled(), 1),
            new Planned(new EverythingKilled(), 1)));
    on(
        Storage.POSTGRES_18,
        3,
        List.of(
            new Planned(new ServerKilled(), 3),
            new Planned(new ServerFrozen(SHORT_FREEZE), 1),
            new Planned(new LaneStopped(false), 1),
            new Planned(new PostgresRestarted(), 1),
            new Planned(new StartedTwice(), 1)));
  }

  private void everything() {
    int n = options.strikes();
    on(Storage.EMBEDDED, 1, planned(n, false));
    on(Storage.system() == null ? Storage.POSTGRES_18 : Storage.SYSTEM, 2, planned(n, true));
    on(Storage.POSTGRES_18, 3, planned(n, true));
  }

  private static List<Planned> planned(int n, boolean several) {
    List<Planned> planned =
        new ArrayList<>(
            List.of(
                new Planned(new ServerKilled(), n),
                new Planned(new PostgresKilled(), n),
                new Planned(new PostgresRestarted(), n),
                new Planned(new EverythingKilled(), n),
                new Planned(new StartedTwice(), n / 2),
                new Planned(new StartedTogether(), n / 2)));
    if (several) {
      planned.add(new Planned(new LaneStopped(false), n));
      planned.add(new Planned(new LaneStopped(true), (n + 1) / 2));
      planned.add(new Planned(new ServerFrozen(FREEZE), (n + 1) / 2));
    } else {
      planned.add(new Planned(new ServerFrozen(FREEZE), Math.min(n, 2)));
    }
    return planned;
  }

  private void on(Storage storage, int servers, List<Planned> planned) {
    String place = ", %d server%s on %s".formatted(servers, servers == 1 ? "" : "s", storage);
    List<Planned> wanted =
        planned.stream()
            .filter(p -> p.strikes > 0 && options.wants(p.fault.name() + place))
            .toList();
    if (wanted.isEmpty() || (options.servers() != 0 && options.servers() != servers)) {
      return;
    }
    String name = place;
    try (Arena arena = Arena.open(options.plan(storage, servers), new Random(seed))) {
      for (Planned next : wanted) {
        for (int left = next.strikes; left > 0; left -= STRIKES) {
          name = next.fault.name() + place;
          report.add(new Trial(name, seed++, next.fault, Math.min(left, STRIKES)).run(arena));
        }
      }
    }
  }
}
