package io.coxswain.node.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {
  private static final Map<String, String> VALUES = Map.of("A", "x", "EMPTY", "", "REF", "$(A)");

  @ParameterizedTest
  @CsvSource({
    "plain,plain",
    "$(A),x",
    "a$(A)b$(A),axbx",
    "$$(A),$(A)",
    "$$$(A),$x",
    "$(NONE),$(NONE)",
    "$(REF),$(A)",
    "$(A,$(A",
    "$A,$A",
    "$,$",
    "a$$,a$",
    "[$(EMPTY)],[]",
  })
  void referencesAreReplaced(String text, String expected) {
    assertEquals(expected, Expansion.expand(text, VALUES::get));
  }

  @Test
  void durationsReadAsGoPrintsThem() {
    assertEquals("10s", GoDuration.text(Ship.seconds(10)));
    assertEquals("2m40s", GoDuration.text(Ship.seconds(160)));
    assertEquals("1h0m0s", GoDuration.text(Ship.seconds(3600)));
  }
}
