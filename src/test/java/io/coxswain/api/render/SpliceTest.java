package io.coxswain.api.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SpliceTest {
  private static final byte[] BODY =
      "{\"kind\":\"A\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"metadata\"},\"x\":1}"
          .getBytes(StandardCharsets.UTF_8);

  @Test
  void putsTheVersionIntoStoredText() {
    Buffer out = Buffer.buffer();
    Splice.object(BODY, 0, BODY.length, 7, out);
    assertEquals(
        "{\"kind\":\"A\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"7\","
            + "\"name\":\"metadata\"},\"x\":1}",
        out.toString());
  }

  @Test
  void anItemOfAListHasNoKind() {
    Buffer out = Buffer.buffer();
    Splice.item(BODY, 0, BODY.length, 7, out);
    assertEquals(
        "{\"metadata\":{\"resourceVersion\":\"7\",\"name\":\"metadata\"},\"x\":1}", out.toString());
  }

  @Test
  void aDryRunHasNoVersion() {
    Buffer out = Buffer.buffer();
    Splice.object(BODY, 0, BODY.length, 0, out);
    assertEquals(new String(BODY, StandardCharsets.UTF_8), out.toString());
  }
}
