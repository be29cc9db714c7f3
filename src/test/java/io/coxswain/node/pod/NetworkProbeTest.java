package io.coxswain.node.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetworkProbeTest {
  private final Map<String, List<String>> seen = new ConcurrentHashMap<>();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          seen.putAll(exchange.getRequestHeaders());
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private JsonObject http(String scheme) {
    return JsonParser.parseObject(
        """
        {"httpGet":{"scheme":"%s","host":"127.0.0.1","port":%d,"path":"/x","httpHeaders":[
          {"name":"X-Many","value":"1"},{"name":"X-Many","value":"2"},{"name":"Host","value":"h"}]}}
        """
            .formatted(scheme, server.getAddress().getPort()));
  }

  private static Handlers handlers() {
    return new Handlers(null, null);
  }

  private static ProbeOutcome hook(JsonObject hook) {
    return handlers().hook(hook, JsonObject.EMPTY, "id", "127.0.0.1", Duration.ofSeconds(10));
  }

  @Test
  void aProbeSendsEveryHeaderAndJudgesTheStatus() {
    ProbeOutcome outcome = handlers().probe(http("HTTP"), JsonObject.EMPTY, "id", "127.0.0.1");
    assertEquals(NetworkProbe.BAD_STATUS + 500, outcome.output());
    assertEquals(List.of("1", "2"), seen.get("X-many").stream().sorted().toList());
    assertEquals(List.of("h"), seen.get("Host"));
    assertEquals(List.of("kube-probe/1.36"), seen.get("User-agent"));
  }

  @Test
  void aHookNamesItselfAndTakesAnyAnswer() {
    assertTrue(hook(http("HTTP")).success());
    assertEquals(List.of("kube-lifecycle/1.36"), seen.get("User-agent"));
  }

  /** Go's server answers plain text to who begins a handshake. */
  private static void answerAsGo(ServerSocket plain) {
    while (!plain.isClosed()) {
      try (Socket client = plain.accept()) {
        boolean handshake = client.getInputStream().read() == 0x16;
        client
            .getOutputStream()
            .write(
                (handshake ? "HTTP/1.0 400 Bad Request\r\n\r\n" : "HTTP/1.0 200 OK\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        client.shutdownOutput();
        client.getInputStream().readAllBytes();
      } catch (IOException e) {
        continue; // the client went first, or the test is over
      }
    }
  }

  @Test
  void aHookByHttpsAsksAPlainServerAgainWithout() throws IOException {
    try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerAsGo(plain));
      JsonObject https =
          JsonParser.parseObject(
              "{\"httpGet\":{\"scheme\":\"HTTPS\",\"port\":%d}}".formatted(plain.getLocalPort()));
      assertTrue(hook(https).success());
      ProbeOutcome probe = handlers().probe(https, JsonObject.EMPTY, "id", "127.0.0.1");
      assertTrue(probe.output().endsWith(NetworkProbe.PLAIN), probe.output());
    }
  }
}
