package io.coxswain.controller.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.PodTemplate;
import io.coxswain.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutTest {
  private static JsonObject deployment(int replicas, String surge, String unavailable) {
    return FakeApi.json(
        """
        {'metadata':{'name':'web'},'spec':{'replicas':%d,'strategy':{'type':'RollingUpdate',
         'rollingUpdate':{'maxSurge':%s,'maxUnavailable':%s}}}}
        """
            .formatted(replicas, surge, unavailable));
  }

  private static JsonObject set(String name, int size, int available, int max) {
    return FakeApi.json(
        """
        {'metadata':{'name':'%s','creationTimestamp':'2026-01-01T00:00:00Z',
          'annotations':{'deployment.kubernetes.io/max-replicas':'%d'}},
         'spec':{'replicas':%d},'status':{'replicas':%d,'availableReplicas':%d}}
        """
            .formatted(name, max, size, size, available));
  }

  @ParameterizedTest
  @CsvSource({
    "10, '25%', '25%', 3, 2",
    "1, '25%', '25%', 1, 0",
    "4, '25%', '25%', 1, 1",
    "10, 0, 0, 0, 1",
    "3, 5, 7, 5, 3",
    "0, 1, 1, 1, 0",
  })
  void limitsRoundInFavourOfAvailability(
      int replicas, String surge, String unavailable, int maxSurge, int maxUnavailable) {
    JsonObject d = deployment(replicas, quoted(surge), quoted(unavailable));
    assertEquals(maxSurge, Rollout.maxSurge(d));
    assertEquals(maxUnavailable, Rollout.maxUnavailable(d));
  }

  private static String quoted(String text) {
    return text.endsWith("%") ? "'" + text + "'" : text;
  }

  @ParameterizedTest
  @CsvSource({"0, 10, 2", "2, 12, 2", "2, 11, 3", "9, 9, 10", "12, 14, 10"})
  void theNewSetGrowsIntoTheRoomThereIs(int size, int total, int expected) {
    assertEquals(expected, Rollout.newSize(deployment(10, "2", "0"), size, total));
  }

  @Test
  void oldPodsGoOnlyAsFarAsAvailabilityAllows() {
    JsonObject d = deployment(10, "2", "2");
    JsonObject newest = set("new", 2, 0, 12);
    assertEquals(Map.of("old", 8), Rollout.oldSizes(d, newest, List.of(set("old", 10, 10, 12))));
    assertEquals(
        Map.of("old", 6),
        Rollout.oldSizes(d, set("new", 2, 2, 12), List.of(set("old", 10, 10, 12))));
  }

  @Test
  void aStatusFromBeforeASetWasMadeSmallerIsNotTakenAtItsWord() {
    JsonObject d = deployment(4, "1", "0");
    JsonObject newest = set("new", 2, 2, 5);
    assertEquals(Map.of("old", 2), Rollout.oldSizes(d, newest, List.of(set("old", 3, 4, 5))));
  }

  @Test
  void unhealthyOldPodsGoFirst() {
    JsonObject d = deployment(10, "2", "2");
    assertEquals(
        Map.of("sick", 0, "well", 8),
        Rollout.oldSizes(
            d, set("new", 0, 0, 12), List.of(set("sick", 2, 0, 12), set("well", 10, 10, 12))));
  }

  @Test
  void resizingDuringARolloutKeepsProportions() {
    JsonObject d = deployment(20, "5", "0");
    Map<String, Integer> sizes =
        Rollout.proportional(d, List.of(set("old", 10, 10, 15), set("new", 5, 5, 15)));
    assertEquals(Map.of("old", 17, "new", 8), sizes);
    assertEquals(
        Map.of("old", 0, "new", 0),
        Rollout.proportional(
            deployment(0, "5", "0"), List.of(set("old", 10, 10, 15), set("new", 5, 5, 15))));
  }

  @Test
  void templatesAreComparedWithoutHashAndOrder() {
    JsonObject a =
        FakeApi.json("{'metadata':{'labels':{'app':'x'}},'spec':{'a':1,'b':[{'c':2,'d':3}]}}");
    JsonObject b =
        FakeApi.json(
            "{'spec':{'b':[{'d':3,'c':2}],'a':1},'metadata':{'creationTimestamp':null,"
                + "'labels':{'app':'x','pod-template-hash':'h'}}}");
    assertTrue(PodTemplate.same(a, b));
    assertEquals(PodTemplate.hash(a, 0), PodTemplate.hash(a, 0));
    assertNotEquals(PodTemplate.hash(a, 0), PodTemplate.hash(a, 1));
    assertFalse(PodTemplate.same(a, a.withAt(io.coxswain.json.Json.of(2), "spec", "a")));
  }
}
