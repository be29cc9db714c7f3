package io.coxswain.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One side of a SPDY/3.1 connection as kubectl speaks it (moby/spdystream: no flow control). Bytes
 * in, events out; commands in, bytes out. Receiving belongs to one thread, sending to any.
 */
public final class SpdySession {
  private static final int MOST_CHUNK = 32 * 1024;
  private static final int MOST_HEADERS = 64 * 1024;

  /** Hears what the other side does; called on the receiving thread. */
  public interface Listener {
    /**
     * @param headers by lower-case name
     */
    void opened(int stream, Map<String, String> headers);

    /**
     * @param last whether the other side writes no more on the stream
     */
    void data(int stream, byte[] bytes, boolean last);

    void reset(int stream);

    void goAway();
  }

  private final EmbeddedChannel decoder = channel();
  private final EmbeddedChannel encoder = channel();
  private final Listener listener;
  private final Consumer<byte[]> output;

  /**
   * @param output takes bytes for the other side, in order; may block
   */
  public SpdySession(Listener listener, Consumer<byte[]> output) {
    this.listener = listener;
    this.output = output;
  }

  private static EmbeddedChannel channel() {
    return new EmbeddedChannel(
        new SpdyFrameCodec(SpdyVersion.SPDY_3_1, MOST_CHUNK, MOST_HEADERS, 6, 15, 8));
  }

  /** Reads bytes of the other side. */
  public void receive(byte[] bytes) {
    decoder.writeInbound(Unpooled.wrappedBuffer(bytes));
    for (Object frame = decoder.readInbound(); frame != null; frame = decoder.readInbound()) {
      try {
        handle(frame);
      } finally {
        ReferenceCountUtil.release(frame);
      }
    }
  }

  private void handle(Object frame) {
    switch (frame) {
      case SpdySynStreamFrame open -> {
        Map<String, String> headers = new TreeMap<>();
        open.headers()
            .forEach(
                h ->
                    headers.put(h.getKey().toString().toLowerCase(Locale.ROOT), h.getValue() + ""));
        listener.opened(open.streamId(), headers);
        if (open.isLast()) {
          listener.data(open.streamId(), new byte[0], true);
        }
      }
      case SpdyDataFrame data -> {
        byte[] bytes = new byte[data.content().readableBytes()];
        data.content().readBytes(bytes);
        listener.data(data.streamId(), bytes, data.isLast());
      }
      case SpdyRstStreamFrame reset -> listener.reset(reset.streamId());
      case SpdyPingFrame ping -> send(new DefaultSpdyPingFrame(ping.id()));
      case SpdyGoAwayFrame away -> listener.goAway();
      default -> {} // settings and windows: not used
    }
  }

  /** Opens a stream; ids of a client are odd. */
  public void open(int stream, Map<String, String> headers) {
    DefaultSpdySynStreamFrame frame = new DefaultSpdySynStreamFrame(stream, 0, (byte) 0);
    headers.forEach((name, value) -> frame.headers().set(name.toLowerCase(Locale.ROOT), value));
    send(frame);
  }

  /** Accepts a stream that the other side opened. */
  public void accept(int stream) {
    DefaultSpdySynReplyFrame frame = new DefaultSpdySynReplyFrame(stream);
    // Without any header the codec writes no header block at all, which Go's reader takes for the
    // end of the connection.
    frame.headers().set("accepted", "true");
    send(frame);
  }

  public void write(int stream, byte[] bytes, boolean last) {
    DefaultSpdyDataFrame frame = new DefaultSpdyDataFrame(stream, Unpooled.wrappedBuffer(bytes));
    frame.setLast(last);
    send(frame);
  }

  public void reset(int stream) {
    send(new DefaultSpdyRstStreamFrame(stream, 5)); // CANCEL
  }

  public void goAway(int lastStream) {
    send(new DefaultSpdyGoAwayFrame(lastStream));
  }

  private void send(Object frame) {
    synchronized (encoder) { // compressed headers must leave in the order they were compressed
      encoder.writeOutbound(frame);
      for (ByteBuf out = encoder.readOutbound(); out != null; out = encoder.readOutbound()) {
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        out.release();
        output.accept(bytes);
      }
    }
  }

  /** Frees the codecs. */
  public void close() {
    decoder.finishAndReleaseAll();
    synchronized (encoder) {
      encoder.finishAndReleaseAll();
    }
  }
}
