package io.coxswain.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.coxswain.client.Answer;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.store.Op;
import io.coxswain.store.Write;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What another server has changed counts, though this one has not read it yet. */
class OtherServersWritesTest {
  private static final String PATH = "/api/v1/namespaces/default/configmaps";
  private final ApiFixture api = new ApiFixture();

  @BeforeEach
  void anObjectThatAnotherServerHasChanged() {
    JsonObject made = body(api.call("POST", PATH, Map.of(), object("old")));
    JsonObject changed =
        Meta.without(made, "resourceVersion")
            .with("data", JsonParser.parseObject("{\"value\":\"new\"}"));
    api.lagging.byAnother(
        new Write(
            Op.UPDATE,
            "configmaps",
            ObjectKey.of("default", "one"),
            Long.parseLong(Meta.resourceVersion(made)),
            Meta.uid(made),
            "v1",
            JsonWriter.bytes(changed),
            null,
            "somebody",
            "elsewhere"));
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static JsonObject object(String value) {
    return JsonParser.parseObject(
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"one\"},"
            + "\"data\":{\"value\":\""
            + value
            + "\"}}");
  }

  private static JsonObject body(Answer answer) {
    return JsonParser.parseObject(answer.body());
  }

  private Answer patch(String operations) {
    return api.send(
        "PATCH",
        PATH + "/one",
        Map.of("content-type", "application/json-patch+json"),
        operations.getBytes(StandardCharsets.UTF_8));
  }

  private static Json value(JsonObject object) {
    return object.object("data").get("value");
  }

  @Test
  void aTestInAPatchIsMadeOnTheNewState() {
    Answer answer =
        patch(
            "[{\"op\":\"test\",\"path\":\"/data/value\",\"value\":\"new\"},"
                + "{\"op\":\"replace\",\"path\":\"/data/value\",\"value\":\"newer\"}]");
    assertEquals(200, answer.code());
    assertEquals(Json.of("newer"), value(body(answer)));
  }

  @Test
  void aTestThatHeldOnlyBeforeFails() {
    Answer answer =
        patch(
            "[{\"op\":\"test\",\"path\":\"/data/value\",\"value\":\"old\"},"
                + "{\"op\":\"replace\",\"path\":\"/data/value\",\"value\":\"newer\"}]");
    assertEquals(422, answer.code());
  }

  @Test
  void anUpdateThatOnlyLooksLikeNoneIsWritten() {
    Answer before = api.call("GET", PATH + "/one?resourceVersion=0", Map.of(), null);
    assertEquals(Json.of("old"), value(body(before)), "this server lags");
    Answer answer = api.call("PUT", PATH + "/one", Map.of(), object("old"));
    assertEquals(200, answer.code());
    assertNotEquals(Meta.resourceVersion(body(before)), Meta.resourceVersion(body(answer)));
    assertEquals(Json.of("old"), value(api.get(PATH + "/one")));
  }

  @Test
  void anUpdateOfTheNewVersionIsNoConflict() {
    String newest = Long.toString(api.ledger.head().result());
    JsonObject update = Meta.with(object("newer"), "resourceVersion", newest);
    assertEquals(200, api.call("PUT", PATH + "/one", Map.of(), update).code());
  }
}
