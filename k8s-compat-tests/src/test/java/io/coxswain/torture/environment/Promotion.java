package io.coxswain.torture.environment;

import com.fasterxml.jackson.databind.JsonNode;
import io.coxswain.torture.Answer;
import io.coxswain.torture.Api;
import io.coxswain.torture.Arena;
import io.coxswain.torture.ConfigMaps;
import io.coxswain.torture.Processes;
import io.coxswain.torture.ServerProcess;
import io.coxswain.torture.Storage;
import io.coxswain.torture.Tally;
import io.coxswain.torture.Verdict;
import io.coxswain.torture.Wait;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * A standby takes over again and again, with and without the last changes. Each time: every watch
 * ends with 410, also of who was away, in old revisions and old pages; every revision afterwards is
 * higher than every one before; all servers show what the standby had, and nothing that was
 * acknowledged before it was cut off is missing.
 */
final class Promotion {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Arena arena;
  private final PostgresProxy proxy;
  private final Path bin;
  private final RandomGenerator random;
  private final List<String> violations = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private final Map<String, Long> written = new TreeMap<>();
  private int primaryPort;
  private long primaryPid;
  private int number;
  private int lost;
  private long highest;

  Promotion(Arena arena, PostgresProxy proxy, Path bin, RandomGenerator random) {
    this.arena = arena;
    this.proxy = proxy;
    this.bin = bin;
    this.random = random;
    this.primaryPort = arena.postgres().port();
    this.primaryPid = arena.postgres().pid();
  }

  Verdict run(int strikes, long seed) {
    long began = System.nanoTime();
    try {
      for (int i = 0; i < strikes; i++) {
        promote(i, i % 2 == 0);
      }
    } catch (IOException | RuntimeException e) {
      violations.add(String.valueOf(e));
    }
    List<Long> sorted = times.stream().sorted().toList();
    String numbers =
        String.format(
            Locale.ROOT,
            "%d promotions (%d lost a tail of acknowledged writes), %d writes, serving again median %s max %s ms",
            times.size(),
            lost,
            number,
            sorted.isEmpty() ? "-" : sorted.get(sorted.size() / 2),
            sorted.isEmpty() ? "-" : sorted.getLast());
    return Verdict.of(
        "standby promoted, " + Storage.SYSTEM.place(2),
        seed,
        violations,
        numbers,
        Tally.of(
            "standby promoted (" + lost + " without the tail)",
            Storage.SYSTEM.place(2),
            times.size(),
            number),
        began);
  }

  private void promote(int strike, boolean loses) throws IOException {
    Standby standby = Standby.of(bin, arena.folder().resolve("standby-" + strike), primaryPort);
    write(10 + random.nextInt(20));
    standby.awaitCaughtUp(primaryPort);
    Map<String, Long> kept = new TreeMap<>(written);
    if (loses) {
      standby.stop();
      write(5 + random.nextInt(20));
      lost++;
    }
    String page = firstPage();
    List<Watch> watches = new ArrayList<>();
    for (ServerProcess server : arena.servers()) {
      watches.add(new Watch(server.index(), highest));
    }
    arena.damaged();
    long begin = System.nanoTime();
    if (loses || random.nextBoolean()) {
      Processes.signal("KILL", primaryPid);
    } else {
      Processes.signal("INT", primaryPid);
    }
    Wait.until("the primary's end", PATIENCE, () -> !Processes.isAlive(primaryPid));
    if (loses) {
      standby.start();
    }
    standby.promote();
    primaryPort = standby.port();
    primaryPid = standby.pid();
    proxy.leadTo(primaryPort);
    arena.awaitServing();
    times.add((System.nanoTime() - begin) / 1_000_000);
    if (loses) {
      written.clear();
      written.putAll(kept);
    }
    long before = highest;
    for (ServerProcess server : arena.servers()) {
      check(server.index(), before, page);
    }
    for (Watch watch : watches) {
      watch.checkEnded();
    }
    write(3);
    if (written.values().stream().filter(revision -> revision > before).count() < 3) {
      violations.add("revisions after the promotion are not above " + before);
    }
  }

  private void write(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      int server = random.nextInt(arena.servers().size());
      String name = "w" + number++;
      try (Api api = arena.impatient(server, Duration.ofSeconds(20))) {
        Answer answer = api.post(ConfigMaps.PATH, ConfigMaps.of(name, Map.of()));
        if (answer.isGood()) {
          long revision = revision(answer.body());
          written.put(name, revision);
          highest = Math.max(highest, revision);
        } else {
          violations.add(name + " was answered with " + answer);
        }
      }
    }
  }

  private String firstPage() throws IOException {
    try (Api api = arena.impatient(0, Duration.ofSeconds(20))) {
      return api.get(ConfigMaps.PATH + "?limit=1")
          .body()
          .path("metadata")
          .path("continue")
          .asText();
    }
  }

  private void check(int server, long before, String page) throws IOException {
    try (Api api = arena.impatient(server, Duration.ofSeconds(20))) {
      Answer list = api.get(ConfigMaps.PATH);
      Map<String, Long> seen = new TreeMap<>();
      for (JsonNode item : list.body().path("items")) {
        String name = item.path("metadata").path("name").asText();
        if (name.startsWith("w")) {
          seen.put(name, revision(item));
        }
      }
      if (!seen.equals(written)) {
        violations.add("server " + server + " shows " + seen + " instead of " + written);
      }
      if (revision(list.body()) <= before) {
        violations.add("server " + server + " lists at " + revision(list.body()) + " <= " + before);
      }
      String exact = "?resourceVersionMatch=Exact&resourceVersion=" + before;
      expectGone("an exact list at " + before, api.get(ConfigMaps.PATH + exact));
      expectGone("an old page", api.get(ConfigMaps.PATH + "?limit=1&continue=" + page));
      try (Watch away = new Watch(server, before)) {
        away.checkEnded();
      }
    }
  }

  private void expectGone(String what, Answer answer) {
    if (answer.status() != 410) {
      violations.add(what + " was answered with " + answer.status());
    }
  }

  private static long revision(JsonNode object) {
    return object.path("metadata").path("resourceVersion").asLong();
  }

  /** A watch that must end with 410, or with its connection. */
  private final class Watch implements AutoCloseable {
    private final int server;
    private final long from;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<String> events = new ArrayList<>();
    private final Api api;

    Watch(int server, long from) {
      this.server = server;
      this.from = from;
      this.api = arena.impatient(server, Duration.ofSeconds(10));
      Thread.ofVirtual().start(this::follow);
    }

    private void follow() {
      try (BufferedReader lines = api.lines(ConfigMaps.PATH + "?watch=1&resourceVersion=" + from)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          synchronized (events) {
            events.add(line);
          }
        }
      } catch (IOException e) {
        synchronized (events) {
          events.add(String.valueOf(e));
        }
      } finally {
        ended.set(true);
      }
    }

    void checkEnded() {
      try {
        Wait.until("the end of a watch", Duration.ofSeconds(10), ended::get);
      } catch (RuntimeException e) {
        violations.add("a watch of server " + server + " from " + from + " goes on");
      }
      synchronized (events) {
        boolean gone = events.stream().anyMatch(e -> e.contains("410"));
        if (!gone) {
          violations.add("a watch from " + from + " ended without 410: " + events);
        }
      }
      close();
    }

    @Override
    public void close() {
      api.close();
    }
  }
}
