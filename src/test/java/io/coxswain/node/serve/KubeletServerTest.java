package io.coxswain.node.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.wire.SpdySession;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KubeletServerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Vertx vertx = Vertx.vertx();
  private final FakePods pods = new FakePods();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private HttpClient client;
  private int port;

  @BeforeEach
  void start() {
    port = await(new KubeletServer(vertx, pods, () -> NOW).start());
    client =
        vertx.createHttpClient(
            new HttpClientOptions().setDefaultPort(port).setDefaultHost("127.0.0.1"));
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  void callersThatBreakOffLeaveNoWordInTheLog() throws Exception {
    List<String> logged = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger("io.vertx.core.net.impl.ConnectionBase");
    java.util.logging.Handler listening =
        new java.util.logging.Handler() {
          @Override
          public void publish(LogRecord record) {
            logged.add(String.valueOf(record.getMessage()));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(listening);
    try {
      for (int i = 0; i < 5; i++) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          socket
              .getOutputStream()
              .write(
                  "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          assertTrue(socket.getInputStream().read() >= 0);
          socket.setSoLinger(true, 0); // a reset, not an end
        }
      }
      await(client.request(HttpMethod.GET, "/healthz").compose(request -> request.send()));
      await(vertx.close());
    } finally {
      logger.removeHandler(listening);
    }
    assertEquals(List.of(), logged);
  }

  private String next() throws InterruptedException {
    return heard.poll(20, TimeUnit.SECONDS);
  }

  private String get(String path) {
    return await(
        client
            .request(HttpMethod.GET, path)
            .compose(r -> r.send().compose(a -> a.body().map(b -> a.statusCode() + " " + b))));
  }

  private WebSocket open(String path, String... protocols) {
    ClientWebSocket socket = vertx.createWebSocketClient().webSocket();
    socket.binaryMessageHandler(b -> heard.add(b.getByte(0) + " " + b.getString(1, b.length())));
    socket.textMessageHandler(heard::add);
    socket.closeHandler(v -> heard.add("closed"));
    await(
        socket.connect(
            new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(path)
                .setSubProtocols(List.of(protocols))));
    return socket;
  }

  @Test
  void logsAreTheBodyAndTheirOptionsReachTheNode() {
    assertEquals(
        "200 line one\nline two\n",
        get("/containerLogs/default/web/c?follow=true&tailLines=5&sinceSeconds=60"));
    assertEquals(5, pods.asked.tailLines());
    assertTrue(pods.asked.follow());
    assertEquals(NOW.minusSeconds(60), pods.asked.since());
    assertTrue(get("/containerLogs/default/none/c").startsWith("404 {\"kind\":\"Status\""));
    assertTrue(get("/containerLogs/default/web/c?tailLines=x").startsWith("400 "));
  }

  @Test
  void logsAreMessagesOfAWebSocketToo() throws Exception {
    open("/containerLogs/default/web/c", "binary.k8s.io");
    assertEquals("108 ine one\nline two\n", next());
    assertEquals("closed", next());
  }

  @Test
  void aSubprotocolNobodySpeaksIsForbidden() {
    CompletionException refused =
        assertThrows(
            CompletionException.class,
            () -> open("/exec/default/web/c?command=cat&output=1", "v9.channel.k8s.io"));
    assertEquals(403, ((UpgradeRejectedException) refused.getCause()).getStatus());
  }

  @Test
  void aPortForwardMustNamePorts() {
    for (String query : List.of("", "?port=", "?port=x", "?port=0", "?port=65536", "?port=1,")) {
      CompletionException refused =
          assertThrows(
              CompletionException.class,
              () -> open("/portForward/default/web" + query, "v4.channel.k8s.io"),
              query);
      assertEquals(400, ((UpgradeRejectedException) refused.getCause()).getStatus());
    }
  }

  @Test
  void execSpeaksTheFifthVersion() throws Exception {
    WebSocket socket =
        open("/exec/default/web/c?command=cat&input=1&output=1&tty=1", "v5.channel.k8s.io");
    assertEquals("1 ", next());
    socket.writeBinaryMessage(Buffer.buffer(new byte[] {0, 'h', 'i'}));
    assertEquals("1 HI", next());
    socket.writeBinaryMessage(
        Buffer.buffer(new byte[] {4}).appendString("{\"Width\":80,\"Height\":24}"));
    assertEquals("80x24", pods.size.get(20, TimeUnit.SECONDS));
    socket.writeBinaryMessage(Buffer.buffer(new byte[] {(byte) 255, 0}));
    assertEquals("3 {\"metadata\":{},\"status\":\"Success\"}", next());
    assertEquals("closed", next());
  }

  @Test
  void exitCodesAndErrorsOfTheProcessArrive() throws Exception {
    open("/exec/default/web/c?command=fail&output=1&error=1", "v4.channel.k8s.io");
    assertEquals("1 ", next());
    assertEquals("2 no", next());
    assertTrue(next().contains("\"reason\":\"ExitCode\",\"message\":\"3\""));
    open("/exec/default/web/c?command=fail&error=1");
    assertEquals("closed", next());
    assertEquals("2 ", next());
    assertEquals("2 no", next());
    assertTrue(next().startsWith("3 command terminated with non-zero exit code"));
  }

  @Test
  void execWithoutUpgradeOrStreamsIsRefused() {
    assertTrue(get("/exec/default/web/c?command=cat&input=1").startsWith("400 "));
    assertTrue(get("/exec/default/web/c?command=cat").startsWith("400 "));
    assertTrue(get("/nothing").startsWith("404 "));
    assertEquals("200 ok", get("/healthz"));
  }

  private NetSocket upgrade(String path, String version) {
    RequestOptions options = new RequestOptions().setMethod(HttpMethod.GET).setURI(path);
    options.putHeader("Connection", "Upgrade").putHeader("Upgrade", "SPDY/3.1");
    options.putHeader("X-Stream-Protocol-Version", version);
    return await(
        client
            .request(options)
            .compose(
                r ->
                    r.connect()
                        .map(
                            a -> {
                              heard.add(
                                  a.statusCode() + " " + a.getHeader("X-Stream-Protocol-Version"));
                              return a.netSocket();
                            })));
  }

  private SpdySession session(NetSocket socket) {
    SpdySession session =
        new SpdySession(
            new SpdySession.Listener() {
              @Override
              public void opened(int stream, Map<String, String> headers) {
                heard.add("opened " + stream);
              }

              @Override
              public void data(int stream, byte[] bytes, boolean last) {
                if (bytes.length > 0) {
                  heard.add(stream + " " + new String(bytes, StandardCharsets.UTF_8));
                }
              }

              @Override
              public void reset(int stream) {
                heard.add("reset " + stream);
              }

              @Override
              public void goAway() {
                heard.add("away");
              }
            },
            bytes -> socket.write(Buffer.buffer(bytes)));
    socket.handler(b -> session.receive(b.getBytes()));
    return session;
  }

  @Test
  void execSpeaksSpdy() throws Exception {
    NetSocket socket =
        upgrade("/exec/default/web/c?command=cat&input=1&output=1", "v4.channel.k8s.io");
    assertEquals("101 v4.channel.k8s.io", next());
    SpdySession session = session(socket);
    session.open(1, Map.of("streamType", "error"));
    session.open(3, Map.of("streamType", "stdin"));
    session.open(5, Map.of("streamType", "stdout"));
    session.write(3, "hello".getBytes(StandardCharsets.UTF_8), true);
    assertEquals("5 HELLO", next());
    assertEquals("1 {\"metadata\":{},\"status\":\"Success\"}", next());
  }

  @Test
  void portForwardTunnelsSpdyInAWebSocket() throws Exception {
    try (ServerSocket target = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket socket = target.accept()) {
                  byte[] in = socket.getInputStream().readNBytes(4);
                  socket.getOutputStream().write(in);
                } catch (java.io.IOException e) {
                  heard.add(e.toString());
                }
              });
      WebSocket socket =
          await(
              vertx
                  .createWebSocketClient()
                  .connect(
                      new WebSocketConnectOptions()
                          .setHost("127.0.0.1")
                          .setPort(port)
                          .setURI("/portForward/default/web")
                          .setSubProtocols(List.of(Upgrades.TUNNEL))));
      SpdySession session =
          new SpdySession(
              new SpdySession.Listener() {
                @Override
                public void opened(int stream, Map<String, String> headers) {}

                @Override
                public void data(int stream, byte[] bytes, boolean last) {
                  heard.add(stream + " " + new String(bytes, StandardCharsets.UTF_8) + " " + last);
                }

                @Override
                public void reset(int stream) {}

                @Override
                public void goAway() {}
              },
              bytes -> socket.writeBinaryMessage(Buffer.buffer(bytes)));
      socket.binaryMessageHandler(b -> session.receive(b.getBytes()));
      Map<String, String> error =
          Map.of("streamType", "error", "port", "" + target.getLocalPort(), "requestID", "0");
      Map<String, String> data =
          Map.of("streamType", "data", "port", "" + target.getLocalPort(), "requestID", "0");
      session.open(1, error);
      session.write(1, new byte[0], true);
      session.open(3, data);
      session.write(3, "ping".getBytes(StandardCharsets.UTF_8), false);
      assertEquals("3 ping false", next());
      assertEquals("3  true", next());
      assertEquals("1  true", next());
    }
  }
}
