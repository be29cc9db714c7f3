package io.coxswain.node.podman;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpTest {
  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String body(String response) throws IOException {
    InputStream in = bytes(response);
    return new String(HttpHead.read(in).body(in).readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void aBodyEndsByLengthChunksOrTheConnection() throws IOException {
    assertEquals("abc", body("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef"));
    assertEquals("abcdef", body("HTTP/1.1 200 OK\r\n\r\nabcdef"));
    assertEquals(
        "abcdefgh",
        body(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\nTrailer: z\r\n\r\nmore"));
    assertEquals("", body("HTTP/1.1 204 No Content\r\n\r\n"));
  }

  @Test
  void interimResponsesAreSkippedAndHeadersLowered() throws IOException {
    HttpHead head =
        HttpHead.read(
            bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 UPGRADED\r\nX-Y:  z \r\n\r\n"));
    assertEquals(101, head.code());
    assertEquals(Map.of("x-y", "z"), head.headers());
  }

  @Test
  void whatIsCutShortIsAnError() {
    assertThrows(EOFException.class, () -> HttpHead.read(bytes("HTTP/1.1 200 OK\r\nA: b")));
    assertThrows(EOFException.class, () -> body("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"));
    assertThrows(
        EOFException.class,
        () -> body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc"));
    assertThrows(IOException.class, () -> HttpHead.read(bytes("SSH-2.0\r\n\r\n")));
    assertThrows(
        IOException.class,
        () -> body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"));
  }

  @Test
  void framesTellOutputFromErrors() throws IOException {
    byte[] frames = {
      1, 0, 0, 0, 0, 0, 0, 2, 'o', 'k', 2, 0, 0, 0, 0, 0, 0, 1, '!', 1, 0, 0, 0, 0, 0, 0, 0
    };
    List<String> seen = new ArrayList<>();
    Frames.copyFrames(
        new ByteArrayInputStream(frames),
        (error, b) -> seen.add(error + ":" + new String(b, StandardCharsets.US_ASCII)));
    assertEquals(List.of("false:ok", "true:!"), seen);
    byte[] cut = {1, 0, 0, 0, 0, 0, 0, 9, 'o'};
    assertThrows(
        EOFException.class,
        () -> Frames.copyFrames(new ByteArrayInputStream(cut), (error, b) -> {}));
  }

  @Test
  void linesOfJsonAreReadUntilSomebodyHasEnough() throws IOException {
    List<String> seen = new ArrayList<>();
    JsonLines.read(
        bytes("{\"a\":\"1\"}\nnonsense\n\n{\"a\":\"2\"}\n{\"a\":\"3\"}"),
        o -> {
          seen.add(o.string("a"));
          return seen.size() < 2;
        });
    assertEquals(List.of("1", "2"), seen);
  }

  @Test
  void signalsHaveNumbers() {
    assertEquals(15, Signals.number("SIGTERM"));
    assertEquals(3, Signals.number("quit"));
    assertEquals(9, Signals.number("9"));
    assertEquals(15, Signals.number("nonsense"));
  }
}
