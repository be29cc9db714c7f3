package io.coxswain.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpansTest {
  @Test
  void timesAreReadAsPeopleTypeThem() {
    assertEquals(Duration.ofMinutes(90), Spans.duration("1h30m"));
    assertEquals(Duration.ofHours(168), Spans.duration("7d"));
    assertEquals(Duration.ofSeconds(10), Spans.duration("10s"));
    assertNull(Spans.duration("10"));
    assertNull(Spans.duration(""));
    assertNull(Spans.duration("1w"));
    assertNull(Spans.duration("99999999999999999999h"));
  }

  @Test
  void sizesAreReadAsPeopleTypeThem() {
    assertEquals(500L << 20, Spans.bytes("500MB"));
    assertEquals(1L << 30, Spans.bytes("1Gi"));
    assertEquals(4096, Spans.bytes("4096"));
    assertEquals(1 << 10, Spans.bytes("1kb"));
    assertNull(Spans.bytes("much"));
    assertNull(Spans.bytes("9999999999999T"));
  }
}
