package io.coxswain.api.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForwardingTest {
  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private int front;

  @BeforeEach
  void start() {
    int back = await(vertx.createHttpServer().requestHandler(this::target).listen(0)).actualPort();
    Target target = new Target("127.0.0.1", back, false, false);
    Forwarding forwarding = new Forwarding(new Dialer(vertx));
    front =
        await(
                vertx
                    .createHttpServer()
                    .requestHandler(
                        request -> {
                          request.pause();
                          forwarding
                              .forward(request, target, request.uri())
                              .onFailure(
                                  e -> request.response().setStatusCode(500).end(e.getMessage()));
                        })
                    .listen(0))
            .actualPort();
  }

  /** Echoes bodies and upgraded bytes; tells what it was asked. */
  private void target(HttpServerRequest request) {
    heard.add(request.method() + " " + request.uri() + " " + request.getHeader("Authorization"));
    if (request.getHeader("Upgrade") != null) {
      request.response().putHeader("Connection", "Upgrade").putHeader("Upgrade", "echo");
      request.toNetSocket().onSuccess(socket -> socket.handler(socket::write));
    } else if (request.path().equals("/none")) {
      request.response().setStatusCode(404).end("nothing here");
    } else {
      request.body().onSuccess(body -> request.response().putHeader("X-A", "b").end(body));
    }
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private RequestOptions to(String uri) {
    return new RequestOptions().setHost("127.0.0.1").setPort(front).setURI(uri);
  }

  @Test
  void bodiesPassBothWaysAndCredentialsDoNot() throws Exception {
    RequestOptions options = to("/a?b=c").setMethod(HttpMethod.POST);
    options.putHeader("Authorization", "Bearer secret");
    String answer =
        await(
            vertx
                .createHttpClient()
                .request(options)
                .compose(r -> r.send(Buffer.buffer("hello")))
                .compose(a -> a.body().map(b -> a.getHeader("X-A") + " " + b)));
    assertEquals("b hello", answer);
    assertEquals("POST /a?b=c null", heard.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void theTargetsErrorsAreItsOwn() {
    String answer =
        await(
            vertx
                .createHttpClient()
                .request(to("/none"))
                .compose(r -> r.send())
                .compose(a -> a.body().map(b -> a.statusCode() + " " + b)));
    assertEquals("404 nothing here", answer);
  }

  /** As kubectl asks for SPDY: by a POST that Vert.x' own upgrade does not know. */
  @Test
  void anUpgradeBecomesBytesWhateverTheMethod() throws Exception {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    var socket = await(vertx.createNetClient().connect(front, "127.0.0.1"));
    socket.handler(b -> received.add(b.toString()));
    socket.write(
        "POST /up HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n"
            + "Content-Length: 0\r\n\r\n");
    String head = received.poll(20, TimeUnit.SECONDS);
    assertTrue(head.startsWith("HTTP/1.1 101 Switching Protocols\r\n"), head);
    assertTrue(head.toLowerCase(java.util.Locale.ROOT).contains("upgrade: echo\r\n"), head);
    socket.write("ping");
    assertEquals("ping", received.poll(20, TimeUnit.SECONDS));
    assertEquals("GET /up null", heard.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void aTargetThatIsAwayIsToldAtOnce() {
    Forwarding forwarding = new Forwarding(new Dialer(vertx));
    int port =
        await(
                vertx
                    .createHttpServer()
                    .requestHandler(
                        request -> {
                          request.pause();
                          forwarding
                              .forward(request, new Target("127.0.0.1", 1, false, false), "/")
                              .onFailure(
                                  e -> request.response().setStatusCode(500).end(e.getMessage()));
                        })
                    .listen(0))
            .actualPort();
    String answer =
        await(
            vertx
                .createHttpClient()
                .request(to("/").setPort(port))
                .compose(r -> r.send())
                .compose(a -> a.body().map(b -> a.statusCode() + " " + b)));
    assertTrue(answer.startsWith("500 error trying to reach service: "), answer);
  }
}
