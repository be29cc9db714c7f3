package io.coxswain.torture.environment;

import io.coxswain.torture.Arena;
import io.coxswain.torture.ArenaPlan;
import io.coxswain.torture.Storage;
import io.coxswain.torture.Trial;
import io.coxswain.torture.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The trials of this package, each on an arena of its own. */
public final class Environment {
  private final ArenaPlan plain;
  private final long seed;

  /**
   * @param plain executable, binaries and folder; storage and servers are each trial's own choice
   */
  public Environment(ArenaPlan plain, long seed) {
    this.plain = plain;
    this.seed = seed;
  }

  /** One trial. */
  @FunctionalInterface
  public interface Entry {
    /**
     * @param strikes how often its fault strikes
     */
    Verdict run(int strikes);
  }

  /** By name, in the order to run them. */
  public Map<String, Entry> trials() {
    Map<String, Entry> trials = new java.util.LinkedHashMap<>();
    trials.put("cut", this::cut);
    trials.put("clock", this::clock);
    trials.put("power", this::power);
    trials.put("disk", this::disk);
    if (Storage.system() != null) {
      trials.put("promotion", this::promotion); // the shipped binaries lack pg_basebackup
    }
    trials.put("page", this::page);
    return trials;
  }

  private ArenaPlan on(Storage storage, int servers) {
    return new ArenaPlan(
        plain.executable(),
        plain.binaries(),
        plain.base(),
        storage == Storage.SYSTEM && Storage.system() == null ? Storage.POSTGRES_18 : storage,
        servers,
        (server, port) -> port,
        plain.serverEnvironment(),
        Map.of(),
        List.of());
  }

  private Verdict cut(int strikes) {
    try (PostgresProxy proxy = new PostgresProxy();
        Arena arena = Arena.open(on(Storage.SYSTEM, 2).withRoute(proxy::port), new Random(seed))) {
      return new Trial("connection cut at a step", seed, new ConnectionCut(proxy), strikes)
          .run(arena);
    }
  }

  private Verdict clock(int strikes) {
    Path library = Shim.compile("clock", plain.base());
    SetClock servers = new SetClock(library, plain.base().resolve("clock-servers"));
    SetClock postgres = new SetClock(library, plain.base().resolve("clock-postgres"));
    ArenaPlan plan =
        on(Storage.POSTGRES_18, 2).withEnvironment(servers.environment(), postgres.environment());
    try (Arena arena = Arena.open(plan, new Random(seed))) {
      arena.expectUnauthorized();
      return new Trial("clock steps of a year", seed, new ClockStep(servers, postgres), strikes)
          .run(arena);
    }
  }

  /** In memory: what is durable is the library's business here, and no real disk is waited for. */
  private Verdict power(int strikes) {
    Map<String, String> shim = PowerCut.environment(Shim.compile("power", plain.base()));
    try (SmallDisk disk = new SmallDisk(plain.base().resolve("power"), "1g")) {
      ArenaPlan plan =
          on(disk.path(), Storage.POSTGRES_18)
              .withEnvironment(plain.serverEnvironment(), shim)
              .withSettings(List.of("max_wal_size = 32MB", "min_wal_size = 8MB"));
      try (Arena arena = Arena.open(plan, new Random(seed))) {
        PowerCut cut = new PowerCut();
        cut.begin(arena);
        return new Trial("power cut", seed, cut, strikes).run(arena);
      }
    }
  }

  private Verdict disk(int strikes) {
    try (SmallDisk disk = new SmallDisk(plain.base().resolve("disk"), "700m");
        Arena arena = Arena.open(on(disk.path(), Storage.EMBEDDED), new Random(seed))) {
      DiskFull full = new DiskFull(disk.path());
      Verdict verdict = new Trial("disk full", seed, full, strikes).run(arena);
      List<String> violations = new ArrayList<>(verdict.violations());
      if (full.failed() < strikes) {
        violations.add("of %d full disks only %d were noticed".formatted(strikes, full.failed()));
      }
      return new Verdict(verdict.name(), seed, violations, verdict.numbers());
    }
  }

  private Verdict promotion(int strikes) {
    ArenaPlan plan = on(Storage.SYSTEM, 2).withSettings(List.of("wal_level = replica"));
    try (PostgresProxy proxy = new PostgresProxy();
        Arena arena = Arena.open(plan.withRoute(proxy::port), new Random(seed))) {
      return new Promotion(arena, proxy, Storage.system().resolve("bin"), new Random(seed))
          .run(strikes, seed);
    }
  }

  private Verdict page(int strikes) {
    try (Arena arena = Arena.open(on(Storage.POSTGRES_18, 1), new Random(seed))) {
      return new RottenPage(arena, new Random(seed)).run(strikes, seed);
    }
  }

  private ArenaPlan on(Path base, Storage storage) {
    return ArenaPlan.of(plain.executable(), plain.binaries(), base, storage, 1);
  }

  /**
   * @param words executable, binaries, folder, strikes, seed, then names of trials (none: all)
   */
  public static void main(String[] words) {
    ArenaPlan plan =
        ArenaPlan.of(
            java.nio.file.Path.of(words[0]),
            java.nio.file.Path.of(words[1]),
            java.nio.file.Path.of(words[2]),
            Storage.EMBEDDED,
            1);
    int strikes = Integer.parseInt(words[3]);
    Environment environment = new Environment(plan, Long.parseLong(words[4]));
    List<String> wanted = List.of(words).subList(5, words.length);
    List<Verdict> bad = new ArrayList<>();
    environment
        .trials()
        .forEach(
            (name, trial) -> {
              if (wanted.isEmpty() || wanted.contains(name)) {
                Verdict verdict = trial.run(strikes);
                System.out.println(verdict);
                verdict.violations().stream().limit(5).forEach(v -> System.out.println("    " + v));
                if (!verdict.isGood()) {
                  bad.add(verdict);
                }
              }
            });
    System.exit(bad.isEmpty() ? 0 : 1);
  }
}
