package io.coxswain.node.serve;

import io.coxswain.json.JsonObject;
import io.coxswain.wire.SpdySession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Port-forward as SPDY: every connection of the client is a pair of streams, one for data and one
 * for an error, with the same {@code requestID}.
 */
final class PortForward implements SpdySession.Listener {
  private static final int PIECE = 32 * 1024;

  /** A pair of streams; the connection comes with the second. */
  private static final class Pair {
    final int port;
    int data;
    int error;
    PodPorts.Connection connection; // of the reading thread once both streams are there

    Pair(int port) {
      this.port = port;
    }
  }

  private final PodPorts ports;
  private final JsonObject pod;
  private final ByteChannel channel;
  private final SpdySession session;
  private final Map<String, Pair> waiting = new HashMap<>(); // of the reading thread
  private final Map<Integer, Pair> open = new ConcurrentHashMap<>(); // by data stream

  PortForward(PodPorts ports, JsonObject pod, ByteChannel channel) {
    this.ports = ports;
    this.pod = pod;
    this.channel = channel;
    this.session = new SpdySession(this, channel::write);
  }

  /** Returns at once; ends with the connection. */
  void start() {
    channel.read(session::receive, this::gone);
  }

  private void gone() {
    open.values().forEach(pair -> pair.connection.close());
    open.clear();
  }

  @Override
  public void opened(int stream, Map<String, String> headers) {
    int port = port(headers.getOrDefault("port", ""));
    String type = headers.getOrDefault("streamtype", "");
    boolean data = type.equals("data");
    if (port == 0 || !data && !type.equals("error")) {
      session.reset(stream);
      return;
    }
    session.accept(stream);
    // Clients before 1.2 sent no id: the error stream comes first, the data stream next.
    String id = headers.getOrDefault("requestid", "" + (data ? stream - 2 : stream));
    Pair pair = waiting.computeIfAbsent(id, i -> new Pair(port));
    if (data) {
      pair.data = stream;
    } else {
      pair.error = stream;
    }
    if (pair.data != 0 && pair.error != 0) {
      waiting.remove(id);
      connect(pair);
    }
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port > 0 && port < 65_536 ? port : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void connect(Pair pair) {
    try {
      pair.connection = ports.connect(pod, pair.port);
    } catch (IOException e) {
      String name = pod.object("metadata").string("name", "");
      String text =
          "error forwarding port " + pair.port + " to pod " + name + ": " + e.getMessage();
      session.write(pair.error, text.getBytes(StandardCharsets.UTF_8), true);
      session.write(pair.data, new byte[0], true);
      return;
    }
    open.put(pair.data, pair);
    Thread.ofVirtual().name("port-forward").start(() -> copy(pair));
  }

  /** From the pod to the client, until the pod ends. */
  private void copy(Pair pair) {
    try {
      InputStream input = pair.connection.input();
      byte[] piece = new byte[PIECE];
      for (int n = input.read(piece); n >= 0; n = input.read(piece)) {
        session.write(pair.data, Arrays.copyOf(piece, n), false);
      }
    } catch (IOException e) {
      // Closed by the client, or broken: both end here.
    } finally {
      session.write(pair.data, new byte[0], true);
      session.write(pair.error, new byte[0], true);
      close(pair);
    }
  }

  private void close(Pair pair) {
    open.remove(pair.data);
    pair.connection.close();
  }

  @Override
  public void data(int stream, byte[] bytes, boolean last) {
    Pair pair = open.get(stream);
    if (pair == null) {
      return; // an error stream, or a connection that has ended
    }
    try {
      if (bytes.length > 0) {
        pair.connection.output().write(bytes);
        pair.connection.output().flush();
      }
      if (last) {
        pair.connection.end();
      }
    } catch (IOException e) {
      close(pair);
    }
  }

  @Override
  public void reset(int stream) {
    Pair pair = open.get(stream);
    if (pair != null) {
      close(pair);
    }
  }

  @Override
  public void goAway() {
    gone();
  }
}
