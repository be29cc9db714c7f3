package io.coxswain.node.serve;

import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.wire.StreamProtocol;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;

/** Streams as channels of a WebSocket. */
final class WebSocketStreams implements ClientStreams {
  private final ServerWebSocket socket;
  private final StreamProtocol protocol;

  /**
   * @param socket paused
   */
  WebSocketStreams(ServerWebSocket socket) {
    this.socket = socket;
    this.protocol = StreamProtocol.of(socket.subProtocol());
  }

  @Override
  public void listen(Input input) {
    WebSocketMessages messages = new WebSocketMessages(socket, new Intake("exec-input"));
    messages.read(message -> take(message, input), input::gone);
  }

  private void take(byte[] message, Input input) {
    switch (protocol.decode(message)) {
      case StreamProtocol.Input.Data data when data.channel() == StreamProtocol.STDIN ->
          input.stdin(data.bytes());
      case StreamProtocol.Input.Data data when data.channel() == StreamProtocol.RESIZE ->
          resize(data.bytes(), input);
      case StreamProtocol.Input.Closed closed when closed.channel() == StreamProtocol.STDIN ->
          input.stdinClosed();
      case null, default -> {} // other channels are not the client's to write
    }
  }

  /** A terminal's size as kubectl sends it: {@code {"Width":80,"Height":24}}. */
  static void resize(byte[] json, Input input) {
    try {
      JsonObject size = JsonParser.parseObject(json);
      input.resize((int) size.integer("Width", 0), (int) size.integer("Height", 0));
    } catch (JsonException e) {
      return; // a size nobody can read changes nothing
    }
  }

  @Override
  public void output(boolean error, byte[] bytes) throws IOException {
    send(error ? StreamProtocol.STDERR : StreamProtocol.STDOUT, bytes);
  }

  void send(int channel, byte[] bytes) throws IOException {
    Buffer message = Buffer.buffer(protocol.encode(channel, bytes));
    Wait.on(
        protocol.isBase64()
            ? socket.writeTextMessage(message.toString())
            : socket.writeBinaryMessage(message));
  }

  @Override
  public void finish(JsonObject status) throws IOException {
    byte[] result = protocol.result(status);
    if (result != null) {
      send(StreamProtocol.ERROR, result);
    }
    Wait.on(socket.close());
  }
}
