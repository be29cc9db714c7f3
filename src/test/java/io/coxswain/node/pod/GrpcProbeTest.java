package io.coxswain.node.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real HTTP/2 server without TLS. */
class GrpcProbeTest {
  private final Vertx vertx = Vertx.vertx();
  private HttpServer server;

  @BeforeEach
  void start() {
    server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Serves by the name of the service asked about. */
  private static void answer(HttpServerRequest request, Buffer body) {
    assertEquals("/grpc.health.v1.Health/Check", request.path());
    assertEquals("trailers", request.getHeader("te"));
    String service = body.length() <= 7 ? "" : body.getString(7, body.length());
    var response = request.response().putHeader("content-type", "application/grpc");
    switch (service) {
      case "silent" -> {}
      case "http" -> response.setStatusCode(404).end();
      case "none" ->
          response
              .putHeader("grpc-status", "12")
              .putHeader("grpc-message", "unknown service")
              .end();
      default -> {
        byte status = (byte) (service.equals("bad") ? 2 : 1);
        response.setChunked(true).putTrailer("grpc-status", "0");
        response.end(Buffer.buffer(new byte[] {0, 0, 0, 0, 2, 8, status}));
      }
    }
  }

  private ProbeOutcome ask(String service, Duration timeout) {
    return GrpcProbe.check("127.0.0.1", server.actualPort(), service, timeout);
  }

  @Test
  void aServerThatServesIsHealthy() {
    assertEquals(ProbeOutcome.GOOD, ask("", Duration.ofSeconds(10)));
    assertEquals(ProbeOutcome.GOOD, ask("some.service.of.mine", Duration.ofSeconds(10)));
  }

  @Test
  void oneThatDoesNotServeSaysSo() {
    assertEquals(
        "service unhealthy (responded with \"NOT_SERVING\")",
        ask("bad", Duration.ofSeconds(10)).output());
  }

  @Test
  void oneWithoutHealthIsNamed() {
    assertEquals(
        "error: this server does not implement the grpc health protocol"
            + " (grpc.health.v1.Health): unknown service",
        ask("none", Duration.ofSeconds(10)).output());
    assertTrue(ask("http", Duration.ofSeconds(10)).output().contains("HTTP status code"));
  }

  @Test
  void silenceAndAClosedPortFail() throws IOException {
    assertEquals(
        "timeout: health rpc did not complete within 1s",
        ask("silent", Duration.ofSeconds(1)).output());
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String output = GrpcProbe.check("127.0.0.1", port, "", Duration.ofSeconds(5)).output();
    assertTrue(output.startsWith("error: failed to connect service at \"127.0.0.1:"), output);
  }
}
