package io.coxswain.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.json.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuotaUsageTest {
  private static JsonObject object(String yaml) {
    return (JsonObject) Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aPodCountsTheMostItHasAtOneTime() {
    JsonObject pod =
        object(
            """
            spec:
              initContainers:
              - {name: i, resources: {requests: {cpu: 700m}}}
              containers:
              - {name: a, resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {cpu: "1"}}}
              - {name: b, resources: {requests: {cpu: 100m}}}
            """);
    Map<String, Quantity> usage = QuotaUsage.of("pods", pod);

    assertEquals("700m", usage.get("requests.cpu").toString());
    assertEquals("700m", usage.get("cpu").toString());
    assertEquals("1Gi", usage.get("requests.memory").toString());
    assertEquals("1", usage.get("limits.cpu").toString());
    assertEquals("1", usage.get("pods").toString());
  }

  @Test
  void aFinishedPodIsOnlyAnObject() {
    Map<String, Quantity> usage =
        QuotaUsage.of("pods", object("{spec: {containers: []}, status: {phase: Failed}}"));

    assertEquals(Set.of("count/pods"), usage.keySet());
  }

  @Test
  void servicesCountTheirPorts() {
    Map<String, Quantity> usage =
        QuotaUsage.of("services", object("{spec: {type: NodePort, ports: [{}, {}]}}"));

    assertEquals("2", usage.get("services.nodeports").toString());
    assertEquals("0", usage.get("services.loadbalancers").toString());
  }

  @Test
  void namesLeadToTheirResource() {
    assertEquals("pods", QuotaUsage.resourceOf("requests.cpu"));
    assertEquals("replicasets.apps", QuotaUsage.resourceOf("count/replicasets.apps"));
    assertEquals(
        "persistentvolumeclaims",
        QuotaUsage.resourceOf("gold.storageclass.storage.k8s.io/requests.storage"));
    assertEquals("services", QuotaUsage.resourceOf("services.nodeports"));
  }

  @Test
  void scopesTakeInSomePods() {
    JsonObject bestEffort = object("{spec: {scopes: [BestEffort], hard: {pods: 5}}}");
    JsonObject terminating = object("{spec: {scopes: [Terminating]}}");
    JsonObject plain = object("{spec: {containers: [{name: a}]}}");
    JsonObject asking =
        object("{spec: {activeDeadlineSeconds: 9, containers: [{resources: {limits: {cpu: 1}}}]}}");

    assertTrue(QuotaUsage.isInScope(bestEffort, "pods", plain));
    assertFalse(QuotaUsage.isInScope(bestEffort, "pods", asking));
    assertTrue(QuotaUsage.isInScope(terminating, "pods", asking));
    assertFalse(QuotaUsage.isInScope(terminating, "services", plain));
  }
}
