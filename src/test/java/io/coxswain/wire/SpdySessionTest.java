package io.coxswain.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpdySessionTest {
  private final List<String> heard = new ArrayList<>();
  private final List<byte[]> toServer = new ArrayList<>();
  private final List<byte[]> toClient = new ArrayList<>();
  private final SpdySession client = new SpdySession(listener("client"), toServer::add);
  private final SpdySession server = new SpdySession(listener("server"), toClient::add);

  private SpdySession.Listener listener(String who) {
    return new SpdySession.Listener() {
      @Override
      public void opened(int stream, Map<String, String> headers) {
        heard.add(who + " opened " + stream + " " + headers);
      }

      @Override
      public void data(int stream, byte[] bytes, boolean last) {
        heard.add(
            who + " " + stream + " " + new String(bytes, StandardCharsets.UTF_8) + " " + last);
      }

      @Override
      public void reset(int stream) {
        heard.add(who + " reset " + stream);
      }

      @Override
      public void goAway() {
        heard.add(who + " away");
      }
    };
  }

  private void carry() {
    List.copyOf(toServer).forEach(server::receive);
    toServer.clear();
    List.copyOf(toClient).forEach(client::receive);
    toClient.clear();
  }

  @Test
  void streamsOpenTalkAndEnd() {
    client.open(1, Map.of("streamType", "stdin"));
    client.open(3, Map.of("streamType", "stdout"));
    carry();
    server.accept(1);
    server.accept(3);
    client.write(1, "hello".getBytes(StandardCharsets.UTF_8), true);
    carry();
    server.write(3, "you".getBytes(StandardCharsets.UTF_8), false);
    server.write(3, new byte[0], true);
    server.reset(1);
    server.goAway(3);
    carry();
    assertEquals(
        List.of(
            "server opened 1 {streamtype=stdin}",
            "server opened 3 {streamtype=stdout}",
            "server 1 hello true",
            "client 3 you false",
            "client 3  true",
            "client reset 1",
            "client away"),
        heard);
  }

  @Test
  void framesMayComeInPieces() {
    client.open(1, Map.of("streamType", "error", "port", "80"));
    client.write(1, "in pieces".getBytes(StandardCharsets.UTF_8), false);
    for (byte[] bytes : toServer) {
      for (byte one : bytes) {
        server.receive(new byte[] {one});
      }
    }
    assertEquals("server opened 1 {port=80, streamtype=error}", heard.getFirst());
    assertEquals("server 1 in pieces false", heard.get(1));
  }
}
