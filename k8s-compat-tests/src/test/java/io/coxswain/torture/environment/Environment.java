package io.coxswain.torture.environment;

import io.coxswain.torture.Arena;
import io.coxswain.torture.ArenaPlan;
import io.coxswain.torture.Fault;
import io.coxswain.torture.Report;
import io.coxswain.torture.Storage;
import io.coxswain.torture.TortureException;
import io.coxswain.torture.Trial;
import io.coxswain.torture.Verdict;
import io.coxswain.torture.fault.ServerKilled;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The trials of this package, each on an arena of its own. */
public final class Environment {
  /** A trial's history is checked as a whole: long runs are cut into trials of so many strikes. */
  private static final int STRIKES = 10;

  private static final int CUTS = 6;

  private final ArenaPlan plain;
  private final long seed;
  private final boolean selection;
  private final Report report;

  /**
   * @param plain executable, binaries and folder; storage and servers are each trial's own choice
   * @param selection whether it is the short run
   */
  public Environment(ArenaPlan plain, long seed, boolean selection, Report report) {
    this.plain = plain;
    this.seed = seed;
    this.selection = selection;
    this.report = report;
  }

  /** One trial, or some with one fault on one arena; they report for themselves. */
  @FunctionalInterface
  public interface Entry {
    /**
     * @param strikes how often its fault strikes
     */
    void run(int strikes);
  }

  /** By name, in the order to run them. */
  public Map<String, Entry> trials() {
    Map<String, Entry> trials = new LinkedHashMap<>();
    trials.put("cut", this::cut);
    trials.put("clock", this::clock);
    trials.put("power", this::power);
    trials.put("control of power", this::control);
    trials.put("page", this::page);
    trials.put("history of 2 s", this::history);
    return trials;
  }

  /** Those in which there is mostly nothing to do but to wait. */
  public Map<String, Entry> waiting() {
    Map<String, Entry> trials = new LinkedHashMap<>();
    trials.put("disk", this::disk);
    if (Storage.system() != null) {
      trials.put("promotion", this::promotion); // the shipped binaries lack pg_basebackup
    }
    return trials;
  }

  private ArenaPlan on(Path base, Storage storage, int servers) {
    return ArenaPlan.of(plain.executable(), plain.binaries(), base, storage, servers);
  }

  private ArenaPlan on(Storage storage, int servers) {
    return on(plain.base(), storage, servers);
  }

  private static Storage system() {
    return Storage.system() == null ? Storage.POSTGRES_18 : Storage.SYSTEM;
  }

  private void trials(Arena arena, Fault fault, int strikes, String place) {
    trials(arena, fault, strikes, place, Trial.Load.PLAIN);
  }

  private void trials(Arena arena, Fault fault, int strikes, String place, Trial.Load load) {
    long number = seed;
    for (int left = strikes; left > 0; left -= STRIKES) {
      String name = fault.name() + ", " + place;
      int most = Math.min(left, STRIKES);
      report.add(new Trial(name, number++, fault, most, load).at(place).run(arena));
    }
  }

  private void cut(int strikes) {
    try (PostgresProxy proxy = new PostgresProxy();
        Arena arena = Arena.open(on(system(), 2).withRoute(proxy::port), new Random(seed))) {
      ConnectionCut cut = new ConnectionCut(proxy);
      trials(arena, cut, selection ? strikes : CUTS * strikes, system().place(2));
      report.say("cuts that happened: " + cut.happened());
      if (!selection && strikes >= STRIKES && !cut.missed().isEmpty()) {
        throw new TortureException("steps that were never cut: " + cut.missed());
      }
    }
  }

  private void clock(int strikes) {
    Path library = Shim.compile("clock", plain.base());
    SetClock servers = new SetClock(library, plain.base().resolve("clock-servers"));
    SetClock postgres = new SetClock(library, plain.base().resolve("clock-postgres"));
    ArenaPlan plan =
        on(Storage.POSTGRES_18, 2).withEnvironment(servers.environment(), postgres.environment());
    try (Arena arena = Arena.open(plan, new Random(seed))) {
      arena.expectUnauthorized();
      trials(arena, new ClockStep(servers, postgres), strikes, Storage.POSTGRES_18.place(2));
    }
  }

  /** In memory: what is durable is the library's business here, and no real disk is waited for. */
  private void power(int strikes) {
    try (SmallDisk disk = new SmallDisk(plain.base().resolve("power"), "1g");
        Arena arena = Arena.open(powered(disk, List.of()), new Random(seed))) {
      PowerCut cut = new PowerCut();
      cut.begin(arena);
      trials(arena, cut, strikes, Storage.POSTGRES_18.place(1));
    }
  }

  private ArenaPlan powered(SmallDisk disk, List<String> settings) {
    List<String> all = new java.util.ArrayList<>(settings);
    all.addAll(List.of("max_wal_size = 32MB", "min_wal_size = 8MB"));
    return on(disk.path(), Storage.POSTGRES_18, 1)
        .withEnvironment(
            plain.serverEnvironment(), PowerCut.environment(Shim.compile("power", plain.base())))
        .withSettings(all);
  }

  /** That the library above would show a loss: the same with a PostgreSQL that does not sync. */
  private void control(int strikes) {
    for (PowerControl.Neglect neglect : PowerControl.Neglect.values()) {
      try (SmallDisk disk = new SmallDisk(plain.base().resolve("control"), "1g");
          Arena arena = Arena.open(powered(disk, neglect.settings()), new Random(seed))) {
        report.add(new PowerControl(arena, neglect).run(Math.min(strikes, 3), seed));
      }
    }
  }

  private void disk(int strikes) {
    try (SmallDisk disk = new SmallDisk(plain.base().resolve("disk"), "700m");
        Arena arena = Arena.open(on(disk.path(), Storage.EMBEDDED, 1), new Random(seed))) {
      DiskFull full = new DiskFull(disk.path());
      String place = Storage.EMBEDDED.place(1);
      long number = seed;
      for (int left = strikes; left > 0; left -= STRIKES) {
        int most = Math.min(left, STRIKES);
        int before = full.failed();
        Verdict verdict =
            new Trial("disk full, " + place, number++, full, most, Trial.Load.SLOW)
                .at(place)
                .run(arena);
        int noticed = full.failed() - before;
        report.add(
            noticed == most
                ? verdict
                : verdict.with(
                    List.of("of %d full disks %d were noticed".formatted(most, noticed))));
      }
    }
  }

  private void promotion(int strikes) {
    ArenaPlan plan = on(Storage.SYSTEM, 2).withSettings(List.of("wal_level = replica"));
    try (PostgresProxy proxy = new PostgresProxy();
        Arena arena = Arena.open(plan.withRoute(proxy::port), new Random(seed))) {
      Path bin = Storage.system().resolve("bin");
      report.add(new Promotion(arena, proxy, bin, new Random(seed)).run(strikes, seed));
    }
  }

  private void page(int strikes) {
    try (Arena arena = Arena.open(on(Storage.POSTGRES_18, 1), new Random(seed))) {
      report.add(new RottenPage(arena, new Random(seed)).run(strikes, seed));
    }
  }

  /** The horizon moves every second: watches start before, at and behind it all the time. */
  private void history(int strikes) {
    ArenaPlan plan = on(Storage.POSTGRES_18, 3).withWatchHistory("2s");
    try (Arena arena = Arena.open(plan, new Random(seed))) {
      String place = Storage.POSTGRES_18.place(3) + ", history of 2 s";
      trials(arena, new ServerKilled(), strikes, place, Trial.Load.LONG);
    }
  }
}
