package io.coxswain.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpEdgeTest {
  private static final String PATH = "/api/v1/namespaces/default/configmaps";
  private final ApiFixture api = new ApiFixture();
  private HttpClient client;
  private int port;

  @BeforeEach
  void listen() throws Exception {
    HttpServer server =
        await(
            api.vertx
                .createHttpServer()
                .requestHandler(new HttpEdge(api.vertx, api.server))
                .listen(0, "127.0.0.1"));
    port = server.actualPort();
    client = api.vertx.createHttpClient();
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private record Got(HttpClientResponse head, Buffer body) {
    JsonObject json() {
      return JsonParser.parseObject(body.getBytes());
    }
  }

  private Got call(HttpMethod method, String path, String contentType, Buffer body)
      throws Exception {
    return await(
        client
            .request(method, port, "127.0.0.1", path)
            .compose(
                request -> {
                  if (contentType != null) {
                    request.putHeader("Content-Type", contentType);
                  }
                  request.putHeader("Accept-Encoding", "gzip");
                  return body == null ? request.send() : request.send(body);
                })
            .compose(head -> head.body().map(bytes -> new Got(head, bytes))));
  }

  private void create(String name) {
    api.client.create(
        Gvr.core("configmaps"),
        "default",
        JsonParser.parseObject(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"}}"
                .formatted(name)));
  }

  @Test
  void anObjectGoesInAndComesOut() throws Exception {
    Got made =
        call(
            HttpMethod.POST,
            PATH,
            "application/json",
            Buffer.buffer("{\"metadata\":{\"name\":\"one\"},\"dat\":1}"));
    assertEquals(201, made.head().statusCode());
    assertEquals("299 - \"unknown field \\\"dat\\\"\"", made.head().getHeader("Warning"));
    assertTrue(made.head().getHeader("Audit-Id") != null);
    Got got = call(HttpMethod.GET, PATH + "/one", null, null);
    assertEquals("one", Meta.name(got.json()));
  }

  @Test
  void aBodyPastThreeMebibytesIsTooLarge() throws Exception {
    Got got =
        call(
            HttpMethod.POST,
            PATH,
            "application/json",
            Buffer.buffer(new byte[3 * 1024 * 1024 + 1]));
    assertEquals(413, got.head().statusCode());
    assertEquals("RequestEntityTooLarge", got.json().string("reason"));
  }

  @Test
  void largeDocumentsAreCompressedAndKeptByTheirTag() throws Exception {
    Got got = call(HttpMethod.GET, "/openapi/v2", null, null);
    assertEquals("gzip", got.head().getHeader("Content-Encoding"));
    String tag = got.head().getHeader("ETag");
    HttpClientResponse again =
        await(
            client
                .request(HttpMethod.GET, port, "127.0.0.1", "/openapi/v2")
                .compose(request -> request.putHeader("If-None-Match", tag).send()));
    assertEquals(304, again.statusCode());
  }

  @Test
  void aWatchStreamsUntilTheClientGoes() throws Exception {
    create("one");
    BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    HttpClientRequest request =
        await(client.request(HttpMethod.GET, port, "127.0.0.1", PATH + "?watch=1"));
    HttpClientResponse response =
        await(
            request
                .send()
                .onSuccess(
                    head ->
                        head.handler(
                            chunk ->
                                chunk
                                    .toString()
                                    .lines()
                                    .forEach(line -> events.add(JsonParser.parseObject(line))))));
    assertEquals("application/json", response.getHeader("Content-Type"));
    assertEquals("one", name(events));
    create("two");
    assertEquals("two", name(events));
    await(request.connection().close());
  }

  private static String name(BlockingQueue<JsonObject> events) throws Exception {
    JsonObject event = events.poll(5, TimeUnit.SECONDS);
    assertTrue(event != null, "no event came");
    return Meta.name(event.object("object"));
  }

  @Test
  void aWatchOverWebSocketIsAFrameAnEvent() throws Exception {
    create("one");
    BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    WebSocket socket =
        await(
            api.vertx
                .createWebSocketClient()
                .connect(port, "127.0.0.1", PATH + "?watch=1")
                .onSuccess(
                    open ->
                        open.textMessageHandler(text -> events.add(JsonParser.parseObject(text)))));
    assertEquals("one", name(events));
    create("two");
    assertEquals("two", name(events));
    await(socket.close());
  }

  @Test
  void aRefusedUpgradeIsAnOrdinaryAnswer() throws Exception {
    Future<WebSocket> refused =
        api.vertx.createWebSocketClient().connect(port, "127.0.0.1", "/api/v1/nothings?watch=1");
    Throwable error = await(refused.transform(result -> Future.succeededFuture(result.cause())));
    assertTrue(error.getMessage().contains("404"), error.getMessage());
  }
}
