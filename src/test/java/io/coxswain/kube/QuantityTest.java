package io.coxswain.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coxswain.json.Json;
import org.junit.jupiter.api.Test;

class QuantityTest {
  private static String canonical(String text) {
    return Quantity.parse(text).toString();
  }

  private static String complaint(String text) {
    return assertThrows(IllegalArgumentException.class, () -> Quantity.parse(text)).getMessage();
  }

  @Test
  void theLargestSuffixWithoutAFractionIsCanonical() {
    assertEquals("500m", canonical("0.5"));
    assertEquals("1500m", canonical("1.5"));
    assertEquals("-1500m", canonical("-1.5"));
    assertEquals("1k", canonical("1000"));
    assertEquals("10k", canonical("0.01M"));
    assertEquals("1100u", canonical("1.1m"));
    assertEquals("100n", canonical(".0000001"));
    assertEquals("1E", canonical("1000P"));
    assertEquals("1200e3", canonical("12e5"));
    assertEquals("1e-3", canonical("1E-3"));
  }

  @Test
  void binaryQuantitiesStayBinaryWhereTheyAreWhole() {
    assertEquals("1Gi", canonical("1024Mi"));
    assertEquals("1536Mi", canonical("1.5Gi"));
    assertEquals("1025", canonical("1.0009765625Ki"));
    assertEquals("512", canonical("0.5Ki"));
    assertEquals("102400m", canonical("0.1Ki"));
    assertEquals("0", canonical("0Gi"));
  }

  @Test
  void whatIsTooSmallIsRoundedAwayFromZero() {
    assertEquals("1n", canonical("0.0000000001"));
    assertEquals("-1n", canonical("-0.1n"));
    assertEquals(2, Quantity.parse("1001m").units());
    assertEquals(1, Quantity.parse("1u").milli());
  }

  @Test
  void binaryQuantitiesEndWhereALongDoes() {
    assertEquals(Long.MAX_VALUE, Quantity.parse("8Ei").units());
    assertEquals("9223372036854775807", canonical("100Ei"));
    assertEquals(Long.MAX_VALUE, Quantity.parse("100E").units());
    assertEquals("100E", canonical("100E"));
  }

  @Test
  void aSuffixWithoutANumberIsZeroAsUpstreamReadsIt() {
    assertEquals("0", canonical("Mi"));
    assertEquals("0", canonical("."));
    assertEquals("1k", canonical("1.k"));
  }

  @Test
  void textsThatAreNoneAreToldApart() {
    for (String text : new String[] {"", "abc", " 1", "1 ", "1.1.M", "1+1.0M", "1x", "1Mib", "١"}) {
      assertEquals(
          "quantities must match the regular expression"
              + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
          complaint(text),
          text);
      assertNull(Quantity.tryParse(text), text);
    }
    for (String text : new String[] {"0.1mi", "0.1mM", "1i", "-3.01i", "-3.01e-", "1ki", "1-3"}) {
      assertEquals("unable to parse quantity's suffix", complaint(text), text);
    }
  }

  @Test
  void whatNeedsNoScalingIsShownAsItWasWritten() {
    for (String text : new String[] {"1.500", "1E6", "+5", "0100", "12.345m", "0100Mi", "1e3"}) {
      assertEquals(text, Quantity.shown(text));
    }
    assertEquals("1500m", Quantity.shown("1.5"));
    assertEquals("500m", Quantity.shown("0.500"));
    assertEquals("2", Quantity.shown("2.000"));
    assertEquals("1M", Quantity.shown("1000k"));
    assertEquals("10e3", Quantity.shown("1e4"));
    assertEquals("1Gi", Quantity.shown("1024Mi"));
    assertEquals("1536Mi", Quantity.shown("1.500Gi"));
    assertEquals("0", Quantity.shown("00"));
  }

  @Test
  void sumsTakeTheFormatOfWhatIsNotZero() {
    Quantity memory = Quantity.parse("1Gi");
    assertEquals("1Gi", Quantity.ZERO.plus(memory).toString());
    assertEquals("1Gi", memory.plus(Quantity.ZERO).toString());
    assertEquals("512Mi", memory.minus(Quantity.parse("512Mi")).toString());
    assertEquals("2", Quantity.parse("1500m").plus(Quantity.parse("0.5")).toString());
  }

  @Test
  void theSameAmountIsEqualHoweverItIsWritten() {
    assertEquals(Quantity.parse("1"), Quantity.parse("1000m"));
    assertEquals(Quantity.parse("1").hashCode(), Quantity.parse("1.000").hashCode());
    assertEquals(1, Quantity.parse("10000T").compareTo(Quantity.parse("100Gi")));
  }

  @Test
  void jsonThatIsNoQuantityCountsNothing() {
    assertEquals("1500m", Quantity.of(Json.of("1.5")).toString());
    assertEquals("3", Quantity.of(Json.of(3)).toString());
    assertEquals("0", Quantity.of(Json.of(true)).toString());
    assertEquals("0", Quantity.of((Json) null).toString());
  }
}
