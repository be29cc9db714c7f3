package io.coxswain.torture.environment;

import io.coxswain.torture.Answer;
import io.coxswain.torture.Api;
import io.coxswain.torture.Arena;
import io.coxswain.torture.ConfigMaps;
import io.coxswain.torture.ServerProcess;
import io.coxswain.torture.Sql;
import io.coxswain.torture.Storage;
import io.coxswain.torture.Tally;
import io.coxswain.torture.Verdict;
import io.coxswain.torture.Wait;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * A byte of a table rots on the disk. A server that loads it must not serve what it finds: it is
 * not ready and answers 503, until the page is as it was; then it heals by itself.
 */
final class RottenPage {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PAGE = 8192;
  private static final int OBJECTS = 40;

  private final Arena arena;
  private final RandomGenerator random;
  private final List<String> violations = new ArrayList<>();

  RottenPage(Arena arena, RandomGenerator random) {
    this.arena = arena;
    this.random = random;
  }

  Verdict run(int strikes, long seed) {
    long began = System.nanoTime();
    int done = 0;
    try {
      for (int i = 0; i < OBJECTS; i++) {
        create("rot-" + i);
      }
      String before = list();
      for (; done < strikes; done++) {
        strike(before);
      }
    } catch (IOException | RuntimeException e) {
      violations.add(String.valueOf(e));
    }
    String place = Storage.POSTGRES_18.place(1);
    return Verdict.of(
        "rotten page, " + place,
        seed,
        violations,
        done + " pages rotted and were mended, none was served",
        Tally.of("rotten page", place, done, OBJECTS),
        began);
  }

  private void strike(String before) throws IOException {
    ServerProcess server = arena.server(0);
    String file;
    try (Sql sql = arena.postgres().sql()) {
      sql.query("checkpoint");
      file = sql.value("select pg_relation_filepath('coxswain.object')");
    }
    Path path = arena.postgres().data().resolve(file);
    server.kill();
    arena.postgres().stop("INT");
    long at;
    int old;
    try (RandomAccessFile page = new RandomAccessFile(path.toFile(), "rw")) {
      // Past the page's header, where rows are.
      at = random.nextLong(page.length() / PAGE) * PAGE + PAGE - 1 - random.nextInt(2000);
      page.seek(at);
      old = page.read();
      page.seek(at);
      page.write(old ^ (1 << random.nextInt(8)));
    }
    arena.postgres().start();
    server.start();
    Wait.until("the port of the server", PATIENCE, () -> answered(server));
    long end = System.nanoTime() + 2_000_000_000L;
    while (System.nanoTime() < end) {
      if (server.isReady()) {
        violations.add("the server is ready on a rotten page");
        return;
      }
      try (Api api = arena.impatient(0, Duration.ofSeconds(20))) {
        Answer answer = api.get(ConfigMaps.PATH);
        if (answer.isGood()) {
          violations.add("a rotten page was served: " + answer.body().toString().length());
          return;
        }
      } catch (IOException e) {
        // No answer is a good one here.
      }
      LockSupport.parkNanos(20_000_000);
    }
    arena.postgres().stop("INT");
    try (RandomAccessFile page = new RandomAccessFile(path.toFile(), "rw")) {
      page.seek(at);
      page.write(old);
    }
    arena.postgres().start();
    arena.awaitReady();
    String after = list();
    if (!after.equals(before)) {
      violations.add("after the page was mended the list is another: " + after);
    }
  }

  private boolean answered(ServerProcess server) throws IOException {
    try (Api api = arena.api(server.index())) {
      return api.get("/livez").status() > 0 || server.isReady();
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      return true;
    }
  }

  private String list() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Api api = arena.impatient(0, Duration.ofSeconds(20))) {
      api.get(ConfigMaps.PATH)
          .body()
          .path("items")
          .forEach(item -> text.append(item.path("metadata").path("name").asText()).append(' '));
    }
    return text.toString();
  }

  private void create(String name) throws IOException {
    try (Api api = arena.impatient(0, Duration.ofSeconds(20))) {
      Answer answer = api.post(ConfigMaps.PATH, ConfigMaps.of(name, Map.of("k", "x".repeat(1000))));
      if (!answer.isGood()) {
        violations.add(name + " was answered with " + answer);
      }
    }
  }
}
