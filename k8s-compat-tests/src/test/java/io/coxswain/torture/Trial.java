package io.coxswain.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A workload and watchers on an arena while a fault strikes again and again; then everything is
 * checked.
 *
 * @param name what the verdict calls it
 * @param seed of the choices of workload, watchers and fault
 * @param fault what strikes
 * @param strikes how often
 * @param load how much is written and watched
 * @param place servers and storage, for the table
 */
public record Trial(String name, long seed, Fault fault, int strikes, Load load, String place) {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** A watch may be told to list again only beyond what is kept: five minutes, many changes. */
  private static final Duration KEPT = Duration.ofSeconds(285);

  private static final int KEPT_CHANGES = 8_000;

  /** Strikes that take so long are told of one by one. */
  private static final int TOLD_SECONDS = 10;

  private static final AtomicInteger NUMBER = new AtomicInteger();

  /**
   * How much happens.
   *
   * @param keys few, so that clients get into each other's way
   * @param pauseMillis a client's mean pause between requests
   * @param between operations answered between two strikes
   * @param mayStartOver whether watches may be told to list again (after a failover)
   */
  public record Load(int clients, int keys, int pauseMillis, int between, boolean mayStartOver) {
    public static final Load PLAIN = new Load(16, 8, 20, 150, false);

    /** For faults that last: a history of minutes is to be judged as one. */
    public static final Load SLOW = new Load(8, 8, 100, 60, false);

    /** For what happens by itself while time passes. */
    public static final Load LONG = new Load(12, 8, 40, 2_000, false);
  }

  public Trial(String name, long seed, Fault fault, int strikes) {
    this(name, seed, fault, strikes, Load.PLAIN);
  }

  public Trial(String name, long seed, Fault fault, int strikes, Load load) {
    this(name, seed, fault, strikes, load, "");
  }

  /** The same, so called in the table. */
  public Trial at(String newPlace) {
    return new Trial(name, seed, fault, strikes, load, newPlace);
  }

  /** Runs to the verdict; the arena stays as the fault leaves it: healed. */
  public Verdict run(Arena arena) {
    long began = System.nanoTime();
    Random random = new Random(seed);
    Field field = field(arena);
    List<Watcher> watchers = watchers(field, random);
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < load.clients; i++) {
      clients.add(new Client(field, i, random.nextLong(), load.pauseMillis * 1_000_000L));
    }
    List<Thread> watching = watchers.stream().map(Trial::thread).toList();
    List<Thread> writing = clients.stream().map(Trial::thread).toList();
    List<Long> times = new ArrayList<>();
    List<String> violations = new ArrayList<>();
    Horizons horizons = arena.isForgetful() ? new Horizons(arena.postgres()) : null;
    try {
      strikes(arena, field, random, times);
    } catch (TortureException e) {
      violations.add(String.valueOf(e));
    }
    try {
      clients.forEach(Client::stop);
      join(writing);
      settle(arena, field, watchers);
    } catch (TortureException e) {
      violations.add(String.valueOf(e));
    } finally {
      watchers.forEach(Watcher::stop);
      join(watching);
      if (horizons != null) {
        horizons.close();
      }
    }
    judge(field, watchers, horizons, violations);
    return Verdict.of(
        name,
        seed,
        violations,
        numbers(field, watchers, times, horizons),
        tally(field, watchers, times),
        began);
  }

  private void strikes(Arena arena, Field field, Random random, List<Long> times) {
    for (int i = 0; i < strikes; i++) {
      long began = System.nanoTime();
      more(field);
      arena.damaged();
      fault.strike(arena, random);
      times.add((System.nanoTime() - arena.damagedAt()) / 1_000_000);
      long took = (System.nanoTime() - began) / 1_000_000_000;
      if (took >= TOLD_SECONDS) {
        System.out.printf("      %s: %d of %d, %d s%n", name, i + 1, strikes, took);
      }
    }
    more(field);
  }

  /** Everybody sees the end. */
  private static void settle(Arena arena, Field field, List<Watcher> watchers) {
    arena.awaitReady();
    long last = last(field);
    for (Watcher watcher : watchers) {
      Wait.until(watcher.name() + " seeing " + last, PATIENCE, () -> watcher.position() >= last);
    }
    finalLists(field, last);
  }

  private Field field(Arena arena) {
    String namespace = "trial-" + NUMBER.incrementAndGet();
    String path = "/api/v1/namespaces/" + namespace + "/configmaps";
    Map<String, Object> object =
        Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", namespace));
    long[] base = new long[1];
    try (Api api = arena.api(0)) {
      Wait.until(
          "the namespace of the trial",
          PATIENCE,
          () -> {
            Answer made = api.post("/api/v1/namespaces", object);
            Answer list = api.get(path);
            base[0] = list.body().path("metadata").path("resourceVersion").asLong();
            return (made.isGood() || made.status() == 409) && list.isGood();
          });
    }
    return Field.of(arena, namespace, load.keys, base[0]);
  }

  private static List<Watcher> watchers(Field field, Random random) {
    List<Watcher> watchers = new ArrayList<>();
    for (Watcher.Habit habit : Watcher.Habit.values()) {
      watchers.add(new Watcher(field, habit, watchers.size(), random.nextLong()));
    }
    for (int i = 1; i < field.arena().servers().size(); i++) {
      watchers.add(new Watcher(field, Watcher.Habit.STEADY, i, random.nextLong()));
      watchers.add(new Watcher(field, Watcher.Habit.ROAMING, i, random.nextLong()));
    }
    for (int i = 0; field.arena().isForgetful() && i < 4; i++) {
      watchers.add(new Watcher(field, Watcher.Habit.PAST, watchers.size(), random.nextLong()));
    }
    return watchers;
  }

  /** Waits until the workload went on for a while. */
  private void more(Field field) {
    int goal = field.history().done() + load.between;
    Wait.until("more operations", PATIENCE, () -> field.history().done() >= goal);
  }

  /** The write that ends the trial: its revision. */
  private static long last(Field field) {
    long[] revision = new long[1];
    Map<String, Object> object =
        ConfigMaps.of(
            Map.of("name", Field.LAST, "labels", Map.of("side", "a")), Map.of("value", "last-a"));
    try (Api api = field.arena().api(0)) {
      Wait.until(
          "the last write",
          PATIENCE,
          () -> {
            Answer answer = api.post(field.path(), object);
            answer = answer.status() == 409 ? api.get(field.path(Field.LAST)) : answer;
            revision[0] = Version.of(answer.body()).revision();
            return answer.isGood();
          });
    }
    return revision[0];
  }

  /** Every server tells the same of the end. */
  private static void finalLists(Field field, long last) {
    Random random = new Random(last);
    for (ServerProcess server : field.arena().servers()) {
      try (Api api = field.arena().api(server.index())) {
        Reader reader = new Reader(field, -1 - server.index(), random);
        Wait.until(
            "the final list of server " + server.index(),
            PATIENCE,
            () -> {
              reader.exact(api, server.index() + "/end", last);
              return true;
            });
      }
    }
  }

  private void judge(
      Field field, List<Watcher> watchers, Horizons horizons, List<String> violations) {
    Truth.Lives lives = field.truth().lives();
    violations.addAll(new Judge(field, lives).violations());
    WatchRules rules = new WatchRules(field.truth(), lives);
    logs(watchers).forEach(log -> violations.addAll(rules.violations(log)));
    if (horizons != null) {
      violations.addAll(horizons.rules().violations(field.gones(), logs(watchers), KEPT_CHANGES));
    } else if (!load.mayStartOver) {
      field.gones().stream()
          .filter(gone -> gone.age() < KEPT.toNanos() && gone.behind() < KEPT_CHANGES)
          .forEach(gone -> violations.add("a watch had to list again: " + gone));
    }
  }

  private static List<WatchLog> logs(List<Watcher> watchers) {
    return watchers.stream().flatMap(watcher -> watcher.logs().stream()).toList();
  }

  private Tally tally(Field field, List<Watcher> watchers, List<Long> times) {
    List<WatchLog> logs = logs(watchers);
    return new Tally(
        fault.name(),
        place,
        times.size(),
        field.history().acknowledged(),
        0,
        logs.stream().mapToLong(log -> log.events.size() + log.initial.size()).sum(),
        field.gones().size(),
        logs.stream().filter(log -> log.asked > 0 && !log.gone).count(),
        0,
        0);
  }

  private String numbers(Field field, List<Watcher> watchers, List<Long> times, Horizons horizons) {
    History history = field.history();
    List<WatchLog> logs = logs(watchers);
    long events = logs.stream().mapToLong(log -> log.events.size()).sum();
    List<Long> sorted = times.stream().sorted().toList();
    String serving =
        sorted.isEmpty()
            ? ""
            : ", serving again median %d max %d ms"
                .formatted(sorted.get(sorted.size() / 2), sorted.getLast());
    return String.format(
            Locale.ROOT,
            "%d strikes, %d answers (%d unknown, %d refused), %d changes, %d watches %d events %d x 410",
            times.size(),
            history.done(),
            history.unknown(),
            history.refused(),
            field.truth().size(),
            logs.size(),
            events,
            field.gones().size())
        + (horizons == null ? "" : ", " + horizons.rules())
        + serving;
  }

  private static Thread thread(Runnable task) {
    return Thread.ofPlatform().daemon().start(task);
  }

  private static void join(List<Thread> threads) {
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TortureException("interrupted", e);
      }
    }
  }
}
