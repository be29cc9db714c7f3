package io.coxswain.scheduler;

import static io.coxswain.scheduler.Given.cluster;
import static io.coxswain.scheduler.Given.node;
import static io.coxswain.scheduler.Given.place;
import static io.coxswain.scheduler.Given.pod;
import static io.coxswain.scheduler.Given.requests;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.scheduler.plugin.Plugins;
import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.PodInfo;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Nodes of two processors each, and who leaves them for somebody more important. */
class PreemptionTest {
  private final ClusterView view = cluster(node("a", "", ""), node("b", "", ""));

  private void there(String name, String node, int priority, String cpu, String created) {
    JsonObject pod = pod(name, "", "priority: %d, %s".formatted(priority, requests(cpu, "1Mi")));
    place(view, pod.withAt(Json.of(created), "metadata", "creationTimestamp"), node);
  }

  private void there(String name, String node, int priority, String cpu) {
    there(name, node, priority, cpu, "2026-01-01T00:00:00Z");
  }

  private Preemption.Candidate find(String spec) {
    PodInfo pod = PodInfo.of(pod("vip", "", spec));
    Placement.Decision decision = new Placement(Plugins.DEFAULT, new Random(1)).decide(pod, view);
    assertNull(decision.node());
    return Preemption.find(pod, decision.rejections(), decision.checks());
  }

  private static String important(String cpu) {
    return "priority: 10, " + requests(cpu, "1Mi");
  }

  private static List<String> victims(Preemption.Candidate candidate) {
    return candidate.victims().stream().map(victim -> victim.key().name()).sorted().toList();
  }

  @Test
  void onlyAsManyLeaveAsMustAndTheLeastImportantFirst() {
    there("small", "a", 1, "500m");
    there("large", "a", 2, "1500m");
    there("peer", "b", 10, "2");
    assertEquals(List.of("small"), victims(find(important("500m"))));
    assertEquals(List.of("large"), victims(find(important("1"))));
    assertEquals(List.of("large", "small"), victims(find(important("2"))));
  }

  @Test
  void theLowestHighestPriorityDecidesThenTheSumThenTheNumber() {
    there("one", "a", 5, "2");
    there("two", "b", 4, "1");
    there("three", "b", 4, "1");
    assertEquals("b", find(important("2")).node().name());
    there("three", "b", 5, "1");
    // Alike at the top: one victim costs less than two.
    assertEquals("a", find(important("2")).node().name());
  }

  @Test
  void ofEqualsTheYoungerLeaves() {
    there("old", "a", 1, "2", "2026-01-01T00:00:00Z");
    there("young", "b", 1, "2", "2026-01-01T00:01:00Z");
    assertEquals(List.of("young"), victims(find(important("1"))));
    there("old", "a", 1, "2", "2026-01-01T00:02:00Z");
    assertEquals(List.of("old"), victims(find(important("1"))));
  }

  @Test
  void theOlderOfEqualsOnOneNodeIsSpared() {
    there("young", "a", 1, "1", "2026-01-01T00:01:00Z");
    there("old", "a", 1, "1", "2026-01-01T00:00:00Z");
    there("peer", "b", 10, "2");
    assertEquals(List.of("young"), victims(find(important("1"))));
  }

  @Test
  void nobodyLeavesInVain() {
    there("low", "a", 1, "2");
    there("other", "b", 1, "2");
    assertNull(find(important("3")), "no node has three processors");
    assertNull(find("preemptionPolicy: Never, " + important("1")));
    assertNull(find("priority: 1, " + requests("1", "1Mi")), "equals do not push each other out");
  }
}
