package io.coxswain.node.serve;

import java.util.function.Consumer;

/** A connection that carries bytes both ways: a socket, or a WebSocket as a tunnel. */
interface ByteChannel {
  /**
   * Starts reading; {@code bytes} is called on one virtual thread, {@code gone} once at the end.
   */
  void read(Consumer<byte[]> bytes, Runnable gone);

  /** Writes and waits until it is written. A connection that is gone takes it silently. */
  void write(byte[] bytes);

  /** Ends the connection after what was written. */
  void close();
}
