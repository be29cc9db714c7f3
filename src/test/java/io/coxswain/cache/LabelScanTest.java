package io.coxswain.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelScanTest {
  private static Map<String, String> labels(String object) {
    byte[] text = ("{}" + object + "}").getBytes(StandardCharsets.UTF_8);
    return LabelScan.labels(text, 2, text.length - 3);
  }

  @Test
  void labelsAreFoundBehindAnything() {
    assertEquals(
        Map.of("a", "1", "é", ""),
        labels(
            "{\"kind\":\"A\",\"n\":-1.5e3,\"t\":true,\"z\":null,\"e\":{},\"l\":[],"
                + "\"metadata\":{\"annotations\":{\"x\":\"\\\"labels\\\":{\\\\\",\"y\":\"}\"},"
                + "\"m\":[{\"labels\":{\"no\":\"no\"}},[1,[2]]],"
                + "\"labels\":{\"a\":\"1\",\"é\":\"\"},\"name\":\"n\"}}"));
  }

  @Test
  void anObjectWithoutLabelsHasNone() {
    assertEquals(Map.of(), labels("{\"metadata\":{\"name\":\"labels\"},\"labels\":{\"a\":\"b\"}}"));
    assertEquals(Map.of(), labels("{\"metadata\":{\"labels\":{}}}"));
    assertEquals(Map.of(), labels("{\"metadata\":{}}"));
    assertEquals(Map.of(), labels("{}"));
  }

  @Test
  void whatIsWrittenOtherwiseHasToBeParsed() {
    assertNull(labels("{\"metadata\":{\"labels\":{\"a\":\"\\u0041\"}}}"));
    assertNull(labels("{ \"metadata\":{}}"));
    assertNull(labels("{\"metadata\":{\"labels\":null}}"));
    assertNull(labels("{\"metadata\":{\"labels\":{\"a\":\"b\""));
  }
}
