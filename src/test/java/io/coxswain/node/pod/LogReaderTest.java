package io.coxswain.node.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.node.runtime.LogOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
  private static final String LOG =
      """
      2026-01-01T00:00:01.000000001+00:00 stdout F one
      2026-01-01T00:00:02.000000001+00:00 stderr F two
      2026-01-01T00:00:03.000000001+00:00 stdout P thr
      2026-01-01T00:00:03.000000002+00:00 stdout F ee
      garbage
      2026-01-01T00:00:04.000000001+00:00 stdout F\s
      2026-01-01T00:00:05.000000001+00:00 stdout F five
      """;
  @TempDir Path root;
  private Path log;

  @BeforeEach
  void write() throws IOException {
    log = Files.writeString(root.resolve("0.log"), LOG);
  }

  private String read(LogOptions options) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LogReader.copy(log, options, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static LogOptions options(
      boolean timestamps, long tail, long limit, Instant since, String stream) {
    return new LogOptions(false, false, timestamps, tail, limit, since, stream);
  }

  @Test
  void linesAreShownWithoutTheirHeadsAndPartsAreJoined() {
    assertEquals("one\ntwo\nthree\n\nfive\n", read(LogOptions.ALL));
  }

  @Test
  void aLineIsWrittenInOnePieceWithItsFeed() throws IOException {
    List<String> pieces = new ArrayList<>();
    try (OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) {
            pieces.add(String.valueOf((char) b));
          }

          @Override
          public void write(byte[] bytes, int offset, int count) {
            pieces.add(new String(bytes, offset, count, StandardCharsets.UTF_8));
          }
        }) {
      LogReader.copy(log, LogOptions.ALL, out);
    }
    assertEquals(List.of("one\n", "two\n", "thr", "ee\n", "\n", "five\n"), pieces);
  }

  @Test
  void aTailCountsLines() {
    assertEquals("\nfive\n", read(options(false, 2, -1, null, "All")));
    assertEquals("", read(options(false, 0, -1, null, "All")));
    assertEquals("one\ntwo\nthree\n\nfive\n", read(options(false, 99, -1, null, "All")));
  }

  @Test
  void aLimitCutsBytes() {
    assertEquals("one\ntw", read(options(false, -1, 6, null, "All")));
  }

  @Test
  void onlyLaterLinesAndOneStreamWhereAskedFor() {
    Instant since = Instant.parse("2026-01-01T00:00:04Z");
    assertEquals("\nfive\n", read(options(false, -1, -1, since, "All")));
    assertEquals("two\n", read(options(false, -1, -1, null, "Stderr")));
  }

  @Test
  void timestampsStandOnceBeforeAJoinedLine() {
    assertEquals(
        "2026-01-01T00:00:01.000000001Z one\n", read(options(true, -1, 35, null, "Stdout")));
    assertTrue(read(options(true, -1, -1, null, "All")).contains("03.000000001Z three\n"));
  }

  @Test
  void followingEndsAfterTheLastWordsOfTheContainer() {
    AtomicInteger asked = new AtomicInteger();
    List<Duration> pauses = new ArrayList<>();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LogOptions follow = new LogOptions(true, false, false, 1, -1, null, "All");
    LogReader.copy(
        log,
        follow,
        out,
        () -> {
          if (asked.incrementAndGet() == 2) {
            append("2026-01-01T00:00:06+00:00 stdout F last\n");
            return false;
          }
          return true;
        },
        pause -> pauses.add(pause));
    assertEquals(List.of(Duration.ofMillis(200)), pauses);
    assertEquals("five\nlast\n", out.toString(StandardCharsets.UTF_8));
  }

  private void append(String text) {
    try {
      Files.writeString(log, text, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aMissingFileIsEmptyAndAForeignLineIsNone() {
    log = root.resolve("none");
    assertEquals("", read(LogOptions.ALL));
    assertNull(LogLine.parse("x y".getBytes(StandardCharsets.UTF_8)));
    assertNull(LogLine.parse("t other F z".getBytes(StandardCharsets.UTF_8)));
    assertFalse(LogLine.parse("t stdout F".getBytes(StandardCharsets.UTF_8)).partial());
  }
}
