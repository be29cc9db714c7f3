package io.coxswain.torture;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One who watches the trial's keys until everything is seen, whatever happens to the servers. */
final class Watcher implements Runnable {
  private static final long PAUSE_NANOS = 10_000_000;
  private static final long SLOW_NANOS = 15_000_000;

  /** About the writes of some seconds. */
  private static final long NEAR = 400;

  /** How a watcher lives. */
  enum Habit {
    /** Stays where it is as long as it can. */
    STEADY,
    /** Goes to another server after a few events, or asks the server to end the watch soon. */
    ROAMING,
    /** Reads slower than the others write. */
    SLOW,
    /** Starts again at revisions long past. */
    PAST,
    /** Asks for the present objects first, each time. */
    INITIAL,
    /** Sees only one side. */
    SELECTIVE
  }

  private final Field field;
  private final Habit habit;
  private final String name;
  private final Random random;
  private final List<WatchLog> logs = new ArrayList<>();
  private final List<Api> apis = new ArrayList<>();
  private volatile long position;
  private volatile boolean stopped;
  private int server;
  private long asking;

  Watcher(Field field, Habit habit, int number, long seed) {
    this.field = field;
    this.habit = habit;
    this.name = habit.name().toLowerCase(java.util.Locale.ROOT) + "-" + number;
    this.random = new Random(seed);
    this.server = number % field.arena().servers().size();
    this.position = field.truth().base();
    for (ServerProcess process : field.arena().servers()) {
      apis.add(field.arena().api(process.index()));
    }
  }

  String name() {
    return name;
  }

  /** Everything up to here was seen. */
  long position() {
    return position;
  }

  /** To be read when the thread has ended. */
  List<WatchLog> logs() {
    return logs;
  }

  /** Cuts its connections; the thread ends soon. */
  void stop() {
    stopped = true;
    apis.forEach(Api::close);
  }

  @Override
  public void run() {
    while (!stopped) {
      if (habit != Habit.STEADY || random.nextInt(4) == 0) {
        server = random.nextInt(apis.size());
      }
      try {
        watch();
      } catch (Api.StatusException e) {
        if (e.status() == 410) {
          field.gone(name, asking, position);
          position = 0;
        }
        Wait.pause(PAUSE_NANOS);
      } catch (IOException e) {
        // The server went away, or we did.
        Wait.pause(PAUSE_NANOS);
      }
    }
  }

  private void watch() throws IOException {
    boolean initial = habit == Habit.INITIAL || position == 0;
    long from = initial ? 0 : start();
    asking = from;
    String side = habit == Habit.SELECTIVE ? "a" : null;
    ServerProcess process = field.arena().server(server);
    WatchLog log = new WatchLog(name, process.index() + "/" + process.lives(), side, from);
    boolean restless = habit != Habit.STEADY;
    StringBuilder path =
        new StringBuilder(field.path()).append("?watch=1&allowWatchBookmarks=true");
    if (initial) {
      path.append("&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");
      path.append(random.nextBoolean() ? "&resourceVersion=0" : "");
    } else {
      path.append("&resourceVersion=").append(from);
    }
    path.append(side == null ? "" : "&labelSelector=side%3D" + side);
    if (restless && random.nextBoolean()) {
      path.append("&timeoutSeconds=").append(1 + random.nextInt(3));
    }
    int most = restless ? 1 + random.nextInt(habit == Habit.SLOW ? 3_000 : 400) : Integer.MAX_VALUE;
    try (BufferedReader lines = apis.get(server).lines(path.toString())) {
      logs.add(log);
      for (String line; !stopped && most > 0 && (line = lines.readLine()) != null; most--) {
        take(Api.JSON.readTree(line), log);
        if (log.gone) {
          field.gone(log.title(), from, position);
          position = 0;
          return;
        }
        if (habit == Habit.SLOW && random.nextInt(8) == 0) {
          Wait.pause(SLOW_NANOS);
        }
      }
    }
  }

  private long start() {
    if (habit == Habit.PAST && random.nextInt(3) == 0) {
      long newest = field.truth().newest();
      long base = field.truth().base();
      long nearest = Math.max(base, newest - NEAR);
      long least = random.nextBoolean() ? base : nearest;
      return least + (long) (random.nextDouble() * (newest - least));
    }
    return position;
  }

  private void take(JsonNode event, WatchLog log) {
    String type = event.path("type").asText();
    JsonNode object = event.path("object");
    if (type.equals("ERROR")) {
      log.gone = object.path("code").asInt() == 410;
      if (!log.gone) {
        log.oddities.add("error event " + object);
      }
      return;
    }
    Version version = Version.of(object);
    if (type.equals("BOOKMARK")) {
      boolean ends = object.path("metadata").path("annotations").has("k8s.io/initial-events-end");
      log.bookmark(version.revision(), ends);
    } else if (field.isKey(Version.name(object))) {
      if (!Version.isWhole(object)) {
        log.oddities.add("body and label are of different writes: " + object);
      }
      Change change = new Change(type, Version.name(object), version);
      log.event(change);
      boolean real = log.asked != 0 || log.initialEnded;
      String contradiction = real && log.side == null ? field.truth().add(change) : null;
      if (contradiction != null) {
        log.oddities.add(contradiction);
      }
    }
    if (log.isResumable()) {
      position = Math.max(position, log.to);
    }
  }
}
