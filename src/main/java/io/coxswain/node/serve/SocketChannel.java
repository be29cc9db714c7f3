package io.coxswain.node.serve;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.util.function.Consumer;

/** An upgraded connection. */
final class SocketChannel implements ByteChannel {
  private final NetSocket socket;

  /**
   * @param socket paused
   */
  SocketChannel(NetSocket socket) {
    this.socket = socket;
  }

  @Override
  public void read(Consumer<byte[]> bytes, Runnable gone) {
    Intake intake = new Intake("spdy-input");
    socket.handler(b -> intake.take(() -> bytes.accept(b.getBytes()), () -> socket.fetch(1)));
    socket.exceptionHandler(e -> socket.close());
    socket.closeHandler(
        v -> {
          intake.take(gone, () -> {});
          intake.close();
        });
    socket.fetch(1);
  }

  @Override
  public void write(byte[] bytes) {
    try {
      Wait.on(socket.write(Buffer.buffer(bytes)));
    } catch (IOException e) {
      return; // the reader hears of it
    }
  }

  @Override
  public void close() {
    socket.end();
  }
}
