package io.coxswain.role;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.cluster.ServingCertificates;
import io.coxswain.node.serve.KubeletServer;
import io.coxswain.pki.KeyedCertificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlainHttpRefusalTest {
  private static final String REFUSAL =
      "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

  private final Vertx vertx = Vertx.vertx();
  private final KeyedCertificate own =
      ServingCertificates.standIn(Instant.now(), new SecureRandom());
  private int port;

  @BeforeEach
  void start() {
    port =
        await(
                vertx
                    .createHttpServer(
                        new HttpServerOptions()
                            .setHost("127.0.0.1")
                            .setPort(0)
                            .setSsl(true)
                            .setUseAlpn(true)
                            .setSslEngineOptions(new PlainHttpRefusal())
                            .setKeyCertOptions(
                                new PemKeyCertOptions()
                                    .setCertValue(Buffer.buffer(own.certificatePem()))
                                    .setKeyValue(Buffer.buffer(own.keyPem()))))
                    .requestHandler(request -> request.response().end("hello"))
                    .listen())
            .actualPort();
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** What comes back until the server closes, for parts that are sent one after the other. */
  private String answer(String... parts) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      for (String part : parts) {
        out.write(part.getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void aPlainRequestIsToldWhatItHasMet() throws IOException {
    assertEquals(REFUSAL, answer("GET /api HTTP/1.1\r\nHost: a\r\n\r\n"));
    assertEquals(REFUSAL, answer("PO", "ST /api HTTP/1.1\r\nHost: a\r\n\r\n"));
  }

  @Test
  void aNodesPortSaysSoTooAlsoWithARenewedCertificate() throws IOException {
    var identity =
        new KubeletServer.Identity(own.certificatePem(), own.keyPem(), own.certificatePem());
    KubeletServer node =
        new KubeletServer(
            vertx,
            "127.0.0.1",
            0,
            identity,
            null, // nobody gets as far as its pods
            caller -> false,
            new PlainHttpRefusal(),
            Instant::now);
    port = await(node.start());
    assertEquals(REFUSAL, answer("GET /pods HTTP/1.1\r\nHost: a\r\n\r\n"));
    await(node.renew(identity));
    assertEquals(REFUSAL, answer("GET /pods HTTP/1.1\r\nHost: a\r\n\r\n"));
    HttpClientOptions options =
        new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false);
    assertEquals(
        401,
        await(
                vertx
                    .createHttpClient(options)
                    .request(HttpMethod.GET, port, "127.0.0.1", "/pods")
                    .compose(request -> request.send()))
            .statusCode());
  }

  @Test
  void whatIsNeitherIsNotAnsweredInPlainWords() throws IOException {
    assertEquals("", answer("hello there").replaceAll("(?s)^\\x15.*", ""));
  }

  @Test
  void othersAreServedAsBefore() {
    for (boolean http2 : new boolean[] {false, true}) {
      HttpClientOptions options =
          new HttpClientOptions()
              .setSsl(true)
              .setTrustAll(true)
              .setVerifyHost(false)
              .setUseAlpn(http2)
              .setProtocolVersion(
                  http2
                      ? io.vertx.core.http.HttpVersion.HTTP_2
                      : io.vertx.core.http.HttpVersion.HTTP_1_1);
      HttpClientResponse response =
          await(
              vertx
                  .createHttpClient(options)
                  .request(HttpMethod.GET, port, "127.0.0.1", "/")
                  .compose(request -> request.send())
                  .compose(answer -> answer.body().map(ignored -> answer)));
      assertEquals(200, response.statusCode());
      assertEquals(options.getProtocolVersion(), response.version());
    }
  }
}
