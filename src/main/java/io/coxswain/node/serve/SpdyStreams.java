package io.coxswain.node.serve;

import io.coxswain.json.JsonObject;
import io.coxswain.wire.SpdySession;
import io.coxswain.wire.StreamProtocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Streams as streams of SPDY, told apart by their {@code streamType}. */
final class SpdyStreams implements ClientStreams, SpdySession.Listener {
  private static final int CREATION_SECONDS = 30;

  private final ByteChannel channel;
  private final SpdySession session;
  private final StreamProtocol protocol;
  private final CountDownLatch awaited;
  private final Map<String, Integer> streams = new ConcurrentHashMap<>();
  private volatile Input input;

  /**
   * @param version the stream protocol agreed on: {@code v4.channel.k8s.io} …
   * @param expected how many streams the client will open
   */
  SpdyStreams(ByteChannel channel, String version, int expected) {
    this.channel = channel;
    this.protocol = StreamProtocol.of(version);
    this.awaited = new CountDownLatch(expected);
    this.session = new SpdySession(this, channel::write);
  }

  @Override
  public void listen(Input input) {
    this.input = input;
    channel.read(session::receive, input::gone);
  }

  /** Waits until the client has opened its streams. */
  void await() throws IOException {
    try {
      if (!awaited.await(CREATION_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("timed out waiting for client to create streams");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    }
  }

  @Override
  public void opened(int stream, Map<String, String> headers) {
    session.accept(stream);
    streams.put(headers.getOrDefault("streamtype", ""), stream);
    awaited.countDown();
  }

  @Override
  public void data(int stream, byte[] bytes, boolean last) {
    if (is("stdin", stream)) {
      if (bytes.length > 0) {
        input.stdin(bytes);
      }
      if (last) {
        input.stdinClosed();
      }
    } else if (is("resize", stream) && bytes.length > 0) {
      WebSocketStreams.resize(bytes, input);
    }
  }

  private boolean is(String type, int stream) {
    return Integer.valueOf(stream).equals(streams.get(type));
  }

  @Override
  public void reset(int stream) {
    if (is("stdin", stream)) {
      input.stdinClosed();
    }
  }

  @Override
  public void goAway() {
    input.gone();
  }

  @Override
  public void output(boolean error, byte[] bytes) throws IOException {
    Integer stream = streams.get(error ? "stderr" : "stdout");
    if (stream != null) {
      session.write(stream, bytes, false);
    }
  }

  @Override
  public void finish(JsonObject status) throws IOException {
    Integer error = streams.get("error");
    byte[] result = protocol.result(status);
    for (String output : new String[] {"stdout", "stderr"}) {
      if (streams.containsKey(output)) {
        session.write(streams.get(output), new byte[0], true);
      }
    }
    if (error != null) {
      session.write(error, result == null ? "".getBytes(StandardCharsets.UTF_8) : result, true);
    }
    channel.close();
  }
}
