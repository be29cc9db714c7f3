package io.coxswain.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.Answer;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointsTest {
  private final ApiFixture api = new ApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private String text(String path) {
    return new String(api.call("GET", path, Map.of(), null).body(), StandardCharsets.UTF_8);
  }

  @Test
  void healthIsOkAndTellsMoreWhenAsked() {
    assertEquals("ok", text("/healthz"));
    assertEquals("ok", text("/readyz/ping"));
    assertEquals("[+]ping ok\n[+]cache ok\nreadyz check passed\n", text("/readyz?verbose"));
    assertEquals("[+]ping ok\nlivez check passed\n", text("/livez?verbose"));
    assertEquals(404, api.call("GET", "/readyz/nothing", Map.of(), null).code());
  }

  @Test
  void theVersionIsOneClientsCanParse() {
    JsonObject version = api.get("/version");
    assertEquals("1", version.string("major"));
    assertEquals("36", version.string("minor"));
    assertTrue(version.string("gitVersion").startsWith("v1.36.0"));
  }

  @Test
  void discoveryNamesGroupsAndResources() {
    assertEquals(List.of("v1"), api.get("/api").strings("versions"));
    assertTrue(
        api.get("/apis").objects("groups").stream()
            .anyMatch(group -> group.string("name").equals("apps")));
    JsonObject pods =
        api.get("/api/v1").objects("resources").stream()
            .filter(resource -> resource.string("name").equals("pods"))
            .findFirst()
            .orElseThrow();
    assertEquals("Pod", pods.string("kind"));
    assertEquals(List.of("po"), pods.strings("shortNames"));
    assertEquals(404, api.call("GET", "/apis/nothing", Map.of(), null).code());
  }

  @Test
  void aggregatedDiscoveryIsServedToWhoAsks() {
    Answer answer =
        api.call(
            "GET",
            "/apis",
            Map.of(
                "accept",
                "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
                    + "application/json"),
            null);
    JsonObject list = JsonParser.parseObject(answer.body());
    assertEquals("APIGroupDiscoveryList", list.string("kind"));
    assertEquals("apidiscovery.k8s.io/v2", list.string("apiVersion"));
  }

  @Test
  void openApiIsIndexedByHash() {
    JsonObject apps = api.get("/openapi/v3").object("paths").object("apis/apps/v1");
    JsonObject document = api.get(apps.string("serverRelativeURL"));
    assertEquals("3.0.0", document.string("openapi"));
    assertEquals(301, api.call("GET", "/openapi/v3/apis/apps/v1?hash=old", Map.of(), null).code());
    assertEquals("2.0", api.get("/openapi/v2").string("swagger"));
    assertEquals(
        406,
        api.call("GET", "/openapi/v2", Map.of("accept", "application/x-protobuf"), null).code());
  }

  @Test
  void openApiIsServedAsProtobufUnderBothItsNames() {
    for (String version : List.of("v2", "v3")) {
      String path = version.equals("v2") ? "/openapi/v2" : "/openapi/v3/apis/apps/v1";
      String name = "application/com.github.proto-openapi.spec." + version;
      for (String accept : List.of(name + "@v1.0+protobuf", name + ".v1.0+protobuf")) {
        Answer answer = api.call("GET", path, Map.of("accept", accept), null);
        assertEquals(200, answer.code());
        assertEquals(name + ".v1.0+protobuf", answer.contentType());
        // Field 1, a string: "2.0" or "3.0.0".
        assertEquals(0x0a, answer.body()[0]);
      }
    }
  }

  @Test
  void openApiDocumentsOfTypesThatStayAreMadeOnce() {
    byte[] before = api.call("GET", "/openapi/v3/apis/apps/v1", Map.of(), null).body();
    assertSame(before, api.call("GET", "/openapi/v3/apis/apps/v1", Map.of(), null).body());
    assertEquals(404, api.call("GET", "/openapi/v3/apis/none/v1", Map.of(), null).code());
  }

  @Test
  void requestsAreCounted() {
    api.get("/api/v1/pods");
    assertTrue(
        text("/metrics")
            .contains("apiserver_request_total{code=\"200\",resource=\"pods\",verb=\"list\"} 1"));
  }
}
