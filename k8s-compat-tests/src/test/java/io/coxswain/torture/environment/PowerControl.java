package io.coxswain.torture.environment;

import io.coxswain.torture.Answer;
import io.coxswain.torture.Api;
import io.coxswain.torture.Arena;
import io.coxswain.torture.ConfigMaps;
import io.coxswain.torture.Sql;
import io.coxswain.torture.Storage;
import io.coxswain.torture.Tally;
import io.coxswain.torture.TortureException;
import io.coxswain.torture.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The power is cut under a PostgreSQL that was told not to sync: acknowledged writes must be
 * missing, or power.c proves nothing. Losing nothing is the violation here.
 */
final class PowerControl {
  private static final int WRITES = 50;

  /** What PostgreSQL leaves out. */
  enum Neglect {
    /** Every fsync. */
    FSYNC("nothing is synced", List.of("fsync = off")),
    /** The one before a commit is acknowledged; the log is synced some time later. */
    COMMIT(
        "commits are not waited for",
        List.of(
            "synchronous_commit = off", "wal_writer_delay = 10s", "wal_writer_flush_after = 1GB"));

    private final String words;
    private final List<String> settings;

    Neglect(String words, List<String> settings) {
      this.words = words;
      this.settings = settings;
    }

    List<String> settings() {
      return settings;
    }
  }

  private final Arena arena;
  private final Neglect neglect;

  PowerControl(Arena arena, Neglect neglect) {
    this.arena = arena;
    this.neglect = neglect;
  }

  Verdict run(int strikes, long seed) {
    long began = System.nanoTime();
    List<String> violations = new ArrayList<>();
    int lost = 0;
    int done = 0;
    try {
      PowerCut cut = new PowerCut();
      cut.begin(arena);
      for (; done < strikes; done++) {
        write(done);
        cut.fail(arena, new Random(seed + done), false);
        int missing = WRITES - found(done);
        lost += missing;
        if (missing == 0) {
          violations.add("nothing is missing although " + neglect.words);
        }
        arena.servers().forEach(server -> server.start());
        arena.awaitServing();
      }
    } catch (IOException | RuntimeException e) {
      violations.add(String.valueOf(e));
    }
    return Verdict.of(
        "control of power cut, " + neglect.words,
        seed,
        violations,
        "%d cuts, %d of %d acknowledged writes missing, as they must be"
            .formatted(done, lost, done * WRITES),
        Tally.of(
            "control: power cut, " + neglect.words + " (" + lost + " missing, as they must be)",
            Storage.POSTGRES_18.place(1),
            done,
            (long) done * WRITES),
        began);
  }

  private void write(int strike) throws IOException {
    try (Api api = arena.impatient(0, Duration.ofSeconds(10))) {
      for (int i = 0; i < WRITES; i++) {
        String name = "control-" + strike + "-" + i;
        Answer answer = api.post(ConfigMaps.PATH, ConfigMaps.of(name, Map.of()));
        if (!answer.isGood()) {
          throw new TortureException(name + " was answered with " + answer);
        }
      }
    }
  }

  private int found(int strike) {
    arena.postgres().start();
    try (Sql sql = arena.postgres().sql()) {
      return Integer.parseInt(
          sql.value(
              "select count(*) from coxswain.object where name like 'control-" + strike + "-%'"));
    }
  }
}
