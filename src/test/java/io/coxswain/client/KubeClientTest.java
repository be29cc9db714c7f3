package io.coxswain.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KubeClientTest {
  private static Answer answer(int code, String body) {
    return new Answer(code, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  private static ApiException problem(int code, String body) {
    return assertThrows(ApiException.class, () -> KubeClient.read(answer(code, body)));
  }

  @Test
  void aGoodAnswerIsItsBodyWhichMayBeEmpty() {
    assertEquals(JsonObject.of("a", "b"), KubeClient.read(answer(200, "{\"a\":\"b\"}")));
    assertEquals(JsonObject.EMPTY, KubeClient.read(answer(200, "")));
  }

  @Test
  void aStatusIsThrown() {
    String status = "{\"kind\":\"Status\",\"code\":404,\"reason\":\"NotFound\",\"message\":\"no\"}";
    assertEquals("no", problem(404, status).getMessage());
  }

  @Test
  void anErrorWithoutABodyKeepsItsCode() {
    assertEquals(502, problem(502, "").status().code());
  }

  @Test
  void aBodyThatWasCutOffIsWorthAnotherAttempt() {
    assertEquals(503, problem(200, "{\"a\":").status().code());
    assertEquals(503, problem(500, "{\"a\":").status().code());
  }
}
