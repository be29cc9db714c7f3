package io.coxswain.node.serve;

import io.coxswain.json.JsonObject;
import io.coxswain.node.runtime.ContainerStream;
import io.coxswain.node.runtime.StreamOutput;
import io.coxswain.wire.StreamProtocol;
import io.coxswain.wire.StreamResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One exec or attach: the process is started first, so that its errors are the answer's, then the
 * connection is upgraded and the two are joined. Runs on a virtual thread.
 */
final class Session {
  private final Upgrades upgrades;
  private final StreamRequest wanted;

  Session(Upgrades upgrades, StreamRequest wanted) {
    this.upgrades = upgrades;
    this.wanted = wanted;
  }

  /**
   * @param start starts the process, given where its output goes
   */
  void run(Function<StreamOutput, ContainerStream> start) throws IOException {
    upgrades.require();
    String version = upgrades.isSpdy() ? upgrades.version(spdyVersions()) : "";
    CompletableFuture<ClientStreams> client = new CompletableFuture<>();
    StreamOutput output = (error, bytes) -> send(client.join(), error, bytes);
    try (ContainerStream process = start.apply(output)) {
      ClientStreams streams;
      try {
        streams = upgrade(version, process);
        client.complete(streams);
      } catch (IOException | RuntimeException e) {
        client.completeExceptionally(e);
        throw e;
      }
      streams.finish(result(process));
    }
  }

  private static JsonObject result(ContainerStream process) {
    try {
      return StreamResult.exit(process.await());
    } catch (RuntimeException e) {
      return StreamResult.failure(e);
    }
  }

  private ClientStreams upgrade(String version, ContainerStream process) throws IOException {
    if (upgrades.isSpdy()) {
      SpdyStreams streams =
          new SpdyStreams(
              new SocketChannel(upgrades.spdy(version)), version, wanted.spdyStreams(version));
      streams.listen(input(process));
      streams.await();
      return streams;
    }
    WebSocketStreams streams = new WebSocketStreams(upgrades.webSocket());
    // An empty message tells the client that the streams stand, as upstream does.
    streams.send(wanted.firstChannel(), new byte[0]);
    streams.listen(input(process));
    return streams;
  }

  private static List<String> spdyVersions() {
    return List.of(
        StreamProtocol.V5.word(),
        StreamProtocol.V4.word(),
        "v3.channel.k8s.io",
        "v2.channel.k8s.io",
        StreamProtocol.V1.word());
  }

  private static void send(ClientStreams client, boolean error, byte[] bytes) {
    try {
      client.output(error, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ClientStreams.Input input(ContainerStream process) {
    return new ClientStreams.Input() {
      private boolean open = wanted.stdin();

      @Override
      public void stdin(byte[] bytes) {
        if (open) {
          try {
            process.write(bytes);
          } catch (RuntimeException e) {
            open = false; // the process reads no more; its end is told by its exit
          }
        }
      }

      @Override
      public void stdinClosed() {
        if (open) {
          open = false;
          process.closeInput();
        }
      }

      @Override
      public void resize(int width, int height) {
        if (wanted.terminal() && width > 0 && height > 0) {
          process.resize(width, height);
        }
      }

      @Override
      public void gone() {
        process.close();
      }
    };
  }
}
