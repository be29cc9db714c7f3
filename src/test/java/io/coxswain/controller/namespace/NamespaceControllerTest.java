package io.coxswain.controller.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespaceControllerTest {
  private final Harness harness = new Harness();

  @BeforeEach
  void start() {
    harness.start("namespace-controller", NamespaceController::start);
    JsonObject namespace =
        FakeApi.json(
            "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'ns'},"
                + "'spec':{'finalizers':['kubernetes']}}");
    harness.api.put(Resources.NAMESPACES, namespace);
    harness.api.put(Resources.CONFIG_MAPS, FakeApi.object("v1", "ConfigMap", "ns", "a"));
    harness.api.put(Resources.CONFIG_MAPS, FakeApi.object("v1", "ConfigMap", "other", "a"));
    harness.api.put(Resources.DEPLOYMENTS, FakeApi.object("apps/v1", "Deployment", "ns", "web"));
  }

  @AfterEach
  void close() {
    harness.close();
  }

  private JsonObject namespace() {
    return harness.api.get(Resources.NAMESPACES, "", "ns");
  }

  private void delete() {
    harness.api.client().delete(Resources.NAMESPACES, "", "ns");
  }

  @Test
  void everythingInItGoesThenItGoes() {
    delete();
    harness.eventually("gone", () -> namespace() == null);
    assertEquals(1, harness.api.list(Resources.CONFIG_MAPS).size());
    assertTrue(harness.api.list(Resources.DEPLOYMENTS).isEmpty());
  }

  @Test
  void aNamespaceThatStaysIsLeftAlone() {
    harness.settle();
    assertTrue(harness.api.writes().isEmpty());
  }

  @Test
  void whatRemainsIsSaidInConditions() {
    JsonObject stuck = FakeApi.object("v1", "ConfigMap", "ns", "stuck");
    harness.api.put(Resources.CONFIG_MAPS, Meta.withFinalizers(stuck, List.of("example.com/hold")));
    delete();
    harness.eventually(
        "condition", () -> Conditions.isTrue(namespace(), "NamespaceContentRemaining"));
    JsonObject condition = Conditions.find(namespace(), "NamespaceContentRemaining").get();
    assertEquals("SomeResourcesRemain", condition.string("reason"));
    assertEquals(
        "Some resources are remaining: configmaps. has 1 resource instances",
        condition.string("message"));
    assertEquals(
        "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource"
            + " instances",
        Conditions.find(namespace(), "NamespaceFinalizersRemaining").get().string("message"));
    assertEquals("Terminating", namespace().object("status").string("phase"));
    harness.api.remove(Resources.CONFIG_MAPS, "ns", "stuck");
    harness.timer.advance(Duration.ofSeconds(30));
    harness.eventually("gone", () -> namespace() == null);
  }

  @Test
  void podsGoBeforeEverythingElse() {
    harness.api.put(
        Resources.PODS,
        FakeApi.json(
            "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','namespace':'ns'},"
                + "'spec':{'nodeName':'n1'}}"));
    delete();
    harness.eventually(
        "pod deleted", () -> Meta.isDeleting(harness.api.get(Resources.PODS, "ns", "p")));
    harness.eventually(
        "condition", () -> Conditions.isTrue(namespace(), "NamespaceContentRemaining"));
    assertEquals(2, harness.api.list(Resources.CONFIG_MAPS).size());
    harness.api.remove(Resources.PODS, "ns", "p");
    harness.timer.advance(Duration.ofSeconds(30));
    harness.eventually("gone", () -> namespace() == null);
  }
}
