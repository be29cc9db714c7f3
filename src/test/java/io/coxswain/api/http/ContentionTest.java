package io.coxswain.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.Answer;
import io.coxswain.client.Call;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ContentionTest {
  private static final Gvr CONFIG_MAPS = Gvr.core("configmaps");
  private static final String PATH = "/api/v1/namespaces/default/configmaps";

  private static CompletableFuture<Answer> send(
      ApiFixture api, String method, String path, String type, String body) {
    return api.transport
        .send(
            new Call(
                method, path, Map.of("content-type", type), body.getBytes(StandardCharsets.UTF_8)))
        .toCompletableFuture();
  }

  @Test
  void patchesOfOneObjectAtOnceAllTakeEffect() throws Exception {
    try (ApiFixture api = new ApiFixture()) {
      api.client.create(
          CONFIG_MAPS,
          "default",
          JsonParser.parseObject(
              "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"one\"}}"));
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(
            send(
                api,
                "PATCH",
                PATH + "/one",
                "application/merge-patch+json",
                "{\"data\":{\"k" + i + "\":\"v\"}}"));
      }
      for (CompletableFuture<Answer> answer : answers) {
        assertEquals(200, answer.get(10, TimeUnit.SECONDS).code());
      }
      assertEquals(20, api.client.get(CONFIG_MAPS, "default", "one").object("data").size());
    }
  }

  @Test
  void oneOfManyCreatesOfANameWins() throws Exception {
    try (ApiFixture api = new ApiFixture()) {
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(
            send(api, "POST", PATH, "application/json", "{\"metadata\":{\"name\":\"one\"}}"));
      }
      int made = 0;
      for (CompletableFuture<Answer> answer : answers) {
        int code = answer.get(10, TimeUnit.SECONDS).code();
        assertTrue(code == 201 || code == 409, () -> "code " + code);
        made += code == 201 ? 1 : 0;
      }
      assertEquals(1, made);
    }
  }

  @Test
  void aWriteIsReadByWhoeverHeardOfIt() throws Exception {
    try (ApiFixture api = new ApiFixture()) {
      for (int i = 0; i < 20; i++) {
        JsonObject made =
            api.client.create(
                CONFIG_MAPS,
                "default",
                JsonParser.parseObject(
                    "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"n%d\"}}"
                        .formatted(i)));
        JsonObject list = api.get(PATH + "?resourceVersion=0");
        assertEquals(i + 1, list.array("items").size());
        assertTrue(
            Long.parseLong(Meta.resourceVersion(list))
                >= Long.parseLong(Meta.resourceVersion(made)));
      }
    }
  }
}
