package io.coxswain.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PodTest {
  private static final Gvr PODS = Gvr.core("pods");
  private static final Gvr BUDGETS = Gvr.of("policy/v1", "poddisruptionbudgets");
  private final ApiFixture api = new ApiFixture();

  @BeforeEach
  void createPod() {
    api.client.create(
        PODS,
        "default",
        JsonParser.parseObject(
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"app":"a"}},
             "spec":{"containers":[{"name":"c","image":"i"}]}}"""));
  }

  @AfterEach
  void close() {
    api.close();
  }

  private JsonObject bind(String node) {
    return api.client.createSubresource(
        PODS,
        "default",
        "p",
        "binding",
        JsonParser.parseObject(
            "{\"apiVersion\":\"v1\",\"kind\":\"Binding\",\"metadata\":{\"name\":\"p\"},"
                + "\"target\":{\"kind\":\"Node\",\"name\":\"%s\"}}".formatted(node)));
  }

  private JsonObject pod() {
    return api.client.get(PODS, "default", "p");
  }

  @Test
  void aBindingGivesThePodItsNodeOnce() {
    assertEquals("Success", bind("n1").string("status"));
    assertEquals("n1", pod().object("spec").string("nodeName"));
    assertTrue(Conditions.isTrue(pod(), "PodScheduled"));
    ApiException error = assertThrows(ApiException.class, () -> bind("n2"));
    assertEquals(
        "Operation cannot be fulfilled on pods \"p\": pod p is already assigned to node \"n1\"",
        error.getMessage());
  }

  @Test
  void anUnscheduledPodEndsAtOnce() {
    api.client.delete(PODS, "default", "p");
    assertTrue(api.client.find(PODS, "default", "p").isEmpty());
  }

  @Test
  void aScheduledPodEndsGracefullyAndThenByForce() {
    bind("n1");
    JsonObject marked = api.client.delete(PODS, "default", "p");
    assertEquals(30, Meta.of(marked).integer("deletionGracePeriodSeconds", 0));
    assertEquals("2026-11-22T12:00:30Z", Meta.deletionTimestamp(marked));
    api.client.delete(PODS, "default", "p", JsonObject.of("gracePeriodSeconds", Json.of(0)));
    assertTrue(api.client.find(PODS, "default", "p").isEmpty());
  }

  @Test
  void anEvictionNeedsABudgetWithSomethingToSpare() {
    bind("n1");
    JsonObject running =
        JsonParser.parseObject(
            "{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}");
    api.client.updateStatus(PODS, pod().with("status", running));
    JsonObject budget =
        api.client.create(
            BUDGETS,
            "default",
            JsonParser.parseObject(
                """
                {"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"b"},
                 "spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"a"}}}}"""));
    JsonObject status =
        JsonParser.parseObject(
            "{\"observedGeneration\":1,\"disruptionsAllowed\":0,\"currentHealthy\":1,"
                + "\"desiredHealthy\":1,\"expectedPods\":1}");
    JsonObject full = api.client.updateStatus(BUDGETS, budget.with("status", status));
    ApiException error = assertThrows(ApiException.class, this::evict);
    assertEquals(Reason.TOO_MANY_REQUESTS, error.reason());
    assertEquals(
        "DisruptionBudget", error.status().details().objects("causes").getFirst().string("reason"));
    api.client.updateStatus(BUDGETS, full.withAt(Json.of(1), "status", "disruptionsAllowed"));
    evict();
    assertTrue(Meta.isDeleting(pod()));
    JsonObject spent = api.client.get(BUDGETS, "default", "b").object("status");
    assertEquals(0, spent.integer("disruptionsAllowed", -1));
    assertTrue(spent.object("disruptedPods").has("p"));
  }

  private JsonObject evict() {
    return api.client.createSubresource(
        PODS,
        "default",
        "p",
        "eviction",
        JsonParser.parseObject(
            "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"p\"}}"));
  }
}
