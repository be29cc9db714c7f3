package io.coxswain.node.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchJournalTest {
  @TempDir Path root;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  /** Writes only when told to. */
  private BatchJournal open() {
    return new BatchJournal(root.resolve("j"), Duration.ofDays(1), timer);
  }

  private static JsonObject object(String value) {
    return JsonObject.of("x", value);
  }

  private long size() throws IOException {
    return Files.size(root.resolve("j"));
  }

  @Test
  void whatWasWrittenIsReadAgainAndWhatWasRemovedIsNot() {
    BatchJournal journal = open();
    assertFalse(journal.exists());
    journal.put("a", object("1"));
    journal.put("b", object("2"));
    journal.flush();
    journal.put("a", object("3"));
    journal.remove("b");
    journal.close();
    BatchJournal again = open();
    assertTrue(again.exists());
    assertEquals(Map.of("a", object("3")), again.read());
  }

  @Test
  void whatChangesBackOrIsTheSameCostsNothing() throws IOException {
    BatchJournal journal = open();
    journal.put("a", object("1"));
    journal.flush();
    long before = size();
    journal.put("a", object("2"));
    journal.put("a", object("1"));
    journal.put("b", object("2"));
    journal.remove("b");
    journal.flush();
    assertEquals(before, size());
    BatchJournal again = open();
    again.read();
    again.put("a", object("1"));
    again.flush();
    assertEquals(before, size());
  }

  @Test
  void aTornLastLineIsLeftAndDoesNotSpoilTheNext() throws IOException {
    BatchJournal journal = open();
    journal.put("a", object("1"));
    journal.close();
    Files.writeString(root.resolve("j"), "{\"key\":\"b\",\"obj", StandardOpenOption.APPEND);
    BatchJournal again = open();
    assertEquals(Map.of("a", object("1")), again.read());
    again.put("c", object("2"));
    again.close();
    assertEquals(Map.of("a", object("1"), "c", object("2")), open().read());
  }

  @Test
  void aFileThatIsMostlyOutOfDateIsWrittenAnew() throws IOException {
    BatchJournal journal = open();
    String big = "x".repeat(10_000);
    for (int i = 0; i < 50; i++) {
      journal.put("a", object(big + i));
      journal.flush();
      assertTrue(size() < 100_000, "size " + size());
    }
    assertEquals(Map.of("a", object(big + 49)), open().read());
  }
}
