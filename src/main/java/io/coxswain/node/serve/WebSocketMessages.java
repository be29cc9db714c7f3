package io.coxswain.node.serve;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.function.Consumer;

/** Reads whole messages of a WebSocket, each taken before the next is read. */
final class WebSocketMessages {
  private final ServerWebSocket socket;
  private final Intake intake;
  private Buffer partial = Buffer.buffer(); // of the event loop

  /**
   * @param socket paused
   */
  WebSocketMessages(ServerWebSocket socket, Intake intake) {
    this.socket = socket;
    this.intake = intake;
  }

  /**
   * @param message called for each message, on the intake's thread
   * @param gone called once at the end
   */
  void read(Consumer<byte[]> message, Runnable gone) {
    socket.frameHandler(frame -> frame(frame, message));
    socket.closeHandler(
        v -> {
          intake.take(gone, () -> {});
          intake.close();
        });
    socket.exceptionHandler(e -> socket.close());
    socket.fetch(1);
  }

  private void frame(WebSocketFrame frame, Consumer<byte[]> message) {
    if (frame.isText() || frame.isBinary() || frame.isContinuation()) {
      partial.appendBuffer(frame.binaryData());
      if (frame.isFinal()) {
        byte[] bytes = partial.getBytes();
        partial = Buffer.buffer();
        intake.take(() -> message.accept(bytes), () -> socket.fetch(1));
        return;
      }
    }
    socket.fetch(1);
  }
}
