package io.coxswain.controller.statefulset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatefulSetControllerTest {
  private final Harness harness = new Harness();

  @AfterEach
  void close() {
    harness.close();
  }

  private void make(String more) {
    harness.api.put(
        Resources.STATEFUL_SETS,
        FakeApi.json(
            """
            {'apiVersion':'apps/v1','kind':'StatefulSet',
             'metadata':{'name':'db','namespace':'ns','generation':1},
             'spec':{'replicas':3,%s'serviceName':'dbs','selector':{'matchLabels':{'app':'db'}},
               'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'partition':0}},
               'template':{'metadata':{'labels':{'app':'db'}},
                 'spec':{'containers':[{'name':'c','image':'a'}]}},
               'volumeClaimTemplates':[{'metadata':{'name':'data'},'spec':{}}]}}
            """
                .formatted(more)));
    harness.start("statefulset-controller", StatefulSetController::start);
  }

  private JsonObject set() {
    return harness.api.get(Resources.STATEFUL_SETS, "ns", "db");
  }

  private void change(Json value, String... path) {
    harness.api.put(Resources.STATEFUL_SETS, set().withAt(value, path));
  }

  private long status(String field) {
    return set().object("status").integer(field, 0);
  }

  private List<String> names() {
    return harness.pods().stream().map(Meta::name).sorted().toList();
  }

  private void ready(String name) {
    harness.setReady(harness.api.get(Resources.PODS, "ns", name), true);
  }

  private void allReady() {
    harness.eventually(
        "all ready",
        () -> {
          harness.readyAll();
          return status("readyReplicas") == 3 && status("updatedReplicas") == 3;
        });
  }

  @Test
  void startsPodsOneAfterTheOther() {
    make("");
    harness.eventually("the first", () -> names().equals(List.of("db-0")));
    harness.settle();
    assertEquals(List.of("db-0"), names());
    ready("db-0");
    harness.eventually("the second", () -> names().equals(List.of("db-0", "db-1")));
    JsonObject pod = harness.api.get(Resources.PODS, "ns", "db-1");
    assertEquals("db-1", pod.object("spec").string("hostname"));
    assertEquals("dbs", pod.object("spec").string("subdomain"));
    assertEquals("1", Meta.label(pod, "apps.kubernetes.io/pod-index"));
    assertNotNull(harness.api.get(Gvr.core("persistentvolumeclaims"), "ns", "data-db-1"));
  }

  @Test
  void startsThemAtOnceWhereOrderDoesNotMatter() {
    make("'podManagementPolicy':'Parallel',");
    harness.eventually("three", () -> names().equals(List.of("db-0", "db-1", "db-2")));
  }

  @Test
  void removesTheLastFirst() {
    make("");
    allReady();
    change(Json.of(1), "spec", "replicas");
    harness.eventually("one", () -> names().equals(List.of("db-0")));
    List<String> deletes =
        harness.api.writes().stream().filter(w -> w.startsWith("DELETE")).toList();
    assertEquals(true, deletes.getFirst().endsWith("db-2"));
  }

  @Test
  void replacesOutdatedPodsDownToThePartition() {
    make("");
    allReady();
    String before = set().object("status").string("currentRevision");
    JsonObject template = set().objectAt("spec", "template");
    JsonObject container = FakeApi.json("{'name':'c','image':'b'}");
    change(Json.of(2), "spec", "updateStrategy", "rollingUpdate", "partition");
    change(
        template.withAt(io.coxswain.json.JsonArray.of(container), "spec", "containers"),
        "spec",
        "template");
    harness.eventually("one updated", () -> status("updatedReplicas") == 1);
    harness.readyAll();
    harness.settle();
    assertEquals(before, set().object("status").string("currentRevision"));
    assertNotEquals(before, set().object("status").string("updateRevision"));
    assertEquals(before, Identity.revision(harness.api.get(Resources.PODS, "ns", "db-1")));
    // A pod below the partition comes back as it was.
    harness.api.remove(Resources.PODS, "ns", "db-0");
    harness.eventually("back", () -> names().contains("db-0"));
    assertEquals(before, Identity.revision(harness.api.get(Resources.PODS, "ns", "db-0")));
    change(Json.of(0), "spec", "updateStrategy", "rollingUpdate", "partition");
    allReady();
    harness.eventually(
        "done",
        () ->
            set()
                .object("status")
                .string("currentRevision")
                .equals(set().object("status").string("updateRevision")));
  }

  @Test
  void replacesFailedPods() {
    make("");
    harness.eventually("the first", () -> names().equals(List.of("db-0")));
    JsonObject pod = harness.pods().getFirst();
    harness.api.put(Resources.PODS, pod.withAt(Json.of("Failed"), "status", "phase"));
    harness.eventually(
        "replaced",
        () -> harness.livePods().stream().anyMatch(p -> !Meta.uid(p).equals(Meta.uid(pod))));
  }
}
