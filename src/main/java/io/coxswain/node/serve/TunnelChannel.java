package io.coxswain.node.serve;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.function.Consumer;

/** A WebSocket whose binary messages are the bytes of another protocol (KEP-4006). */
final class TunnelChannel implements ByteChannel {
  private final ServerWebSocket socket;

  /**
   * @param socket paused
   */
  TunnelChannel(ServerWebSocket socket) {
    this.socket = socket;
  }

  @Override
  public void read(Consumer<byte[]> bytes, Runnable gone) {
    new WebSocketMessages(socket, new Intake("tunnel-input")).read(bytes, gone);
  }

  @Override
  public void write(byte[] bytes) {
    try {
      Wait.on(socket.writeBinaryMessage(Buffer.buffer(bytes)));
    } catch (IOException e) {
      return; // the reader hears of it
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
