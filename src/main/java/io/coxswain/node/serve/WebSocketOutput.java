package io.coxswain.node.serve;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;

/** A log as messages of {@code binary.k8s.io} or {@code base64.binary.k8s.io}. */
final class WebSocketOutput extends OutputStream {
  private final ServerWebSocket socket;
  private final boolean base64;

  WebSocketOutput(ServerWebSocket socket) {
    this.socket = socket;
    this.base64 = "base64.binary.k8s.io".equals(socket.subProtocol());
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b});
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > 0) {
      byte[] part = Arrays.copyOfRange(bytes, offset, offset + length);
      Wait.on(
          base64
              ? socket.writeTextMessage(Base64.getEncoder().encodeToString(part))
              : socket.writeBinaryMessage(Buffer.buffer(part)));
    }
  }

  @Override
  public void close() throws IOException {
    Wait.on(socket.close());
  }
}
