package io.coxswain.node.serve;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.wire.StreamProtocol;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Port-forward as {@code v4.channel.k8s.io}: two channels for each port of the query, data and
 * error, each begun by the server with the port's number (little endian).
 */
final class ChannelPortForward {
  private static final int PIECE = 32 * 1024;

  private final ServerWebSocket socket;
  private final StreamProtocol protocol;
  private final List<PodPorts.Connection> connections = new ArrayList<>();

  /**
   * @param socket paused
   */
  ChannelPortForward(ServerWebSocket socket) {
    this.socket = socket;
    this.protocol = StreamProtocol.of(socket.subProtocol());
  }

  /**
   * The ports a query names, several in a value or in values of their own.
   *
   * @throws ApiException BadRequest
   */
  static List<Integer> ports(List<String> values) {
    if (values.isEmpty()) {
      throw ApiException.badRequest("query parameter \"port\" is required");
    }
    List<Integer> out = new ArrayList<>();
    for (String value : values) {
      if (value.isEmpty()) {
        throw ApiException.badRequest("query parameter \"port\" cannot be empty");
      }
      for (String word : value.split(",", -1)) {
        if (!word.matches("[0-9]{1,5}") || Integer.parseInt(word) > 65_535) {
          throw ApiException.badRequest("unable to parse \"" + value + "\" as a port");
        }
        if (Integer.parseInt(word) == 0) {
          throw ApiException.badRequest("port \"" + value + "\" must be > 0");
        }
        out.add(Integer.parseInt(word));
      }
    }
    return out;
  }

  /** Returns at once; ends with the WebSocket. */
  void start(PodPorts ports, JsonObject pod, List<Integer> wanted) throws IOException {
    for (int i = 0; i < wanted.size(); i++) {
      int port = wanted.get(i);
      byte[] number = {(byte) port, (byte) (port >>> 8)};
      send(2 * i, number);
      send(2 * i + 1, number);
      try {
        connections.add(ports.connect(pod, port));
      } catch (IOException e) {
        connections.add(null);
        String text = "error forwarding port " + port + ": " + e.getMessage();
        send(2 * i + 1, text.getBytes(StandardCharsets.UTF_8));
      }
    }
    for (int i = 0; i < wanted.size(); i++) {
      int channel = 2 * i;
      PodPorts.Connection connection = connections.get(i);
      if (connection != null) {
        Thread.ofVirtual().name("port-forward").start(() -> copy(channel, connection));
      }
    }
    new WebSocketMessages(socket, new Intake("port-forward-input")).read(this::take, this::gone);
  }

  private void take(byte[] message) {
    if (protocol.decode(message) instanceof StreamProtocol.Input.Data data
        && data.channel() % 2 == 0
        && data.channel() / 2 < connections.size()
        && connections.get(data.channel() / 2) != null) {
      PodPorts.Connection connection = connections.get(data.channel() / 2);
      try {
        connection.output().write(data.bytes());
        connection.output().flush();
      } catch (IOException e) {
        connection.close();
      }
    }
  }

  private void copy(int channel, PodPorts.Connection connection) {
    try {
      InputStream input = connection.input();
      byte[] piece = new byte[PIECE];
      for (int n = input.read(piece); n >= 0; n = input.read(piece)) {
        send(channel, Arrays.copyOf(piece, n));
      }
    } catch (IOException e) {
      // Closed by the client, or broken: both end here.
    } finally {
      connection.close();
      socket.close();
    }
  }

  private void send(int channel, byte[] bytes) throws IOException {
    Buffer message = Buffer.buffer(protocol.encode(channel, bytes));
    Wait.on(
        protocol.isBase64()
            ? socket.writeTextMessage(message.toString())
            : socket.writeBinaryMessage(message));
  }

  private void gone() {
    for (PodPorts.Connection connection : connections) {
      if (connection != null) {
        connection.close();
      }
    }
  }
}
