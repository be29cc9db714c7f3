package io.coxswain.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.Await;
import io.coxswain.client.FakeApi;
import io.coxswain.client.KubeClient;
import io.coxswain.client.ListOptions;
import io.coxswain.client.PatchType;
import io.coxswain.client.SystemTimer;
import io.coxswain.controller.ControllerManager;
import io.coxswain.controller.Pods;
import io.coxswain.controller.Resources;
import io.coxswain.controller.standard.StandardControllers;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Leadership;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.pki.PkiException;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The controllers against this API server, with a kubelet that makes every pod ready at once. */
class ControllersTest {
  private final SystemTimer timer = new SystemTimer(InstantSource.system());
  private final ApiFixture fixture =
      new ApiFixture(InstantSource.system(), List.of(), Extensions.NONE);
  private final KubeClient client = fixture.client;
  private ControllerManager manager;

  @BeforeEach
  void start() {
    StandardControllers standard =
        new StandardControllers(
            () -> "PEM",
            (signer, request, usages, seconds) -> {
              throw new PkiException("no authority here");
            },
            "10.244.0.0/16",
            24);
    manager =
        new ControllerManager(
            standard.factories(),
            user -> new KubeClient(fixture.transport, user),
            timer,
            Thread::sleep);
    manager.start(Leadership.always());
    client.create(Resources.NAMESPACES, "", FakeApi.object("v1", "Namespace", "", "web"));
    client.create(Resources.NODES, "", FakeApi.object("v1", "Node", "", "n1"));
  }

  @AfterEach
  void close() {
    manager.close();
    timer.close();
    fixture.close();
  }

  private List<JsonObject> items(Gvr resource) {
    return client.list(resource, "web", ListOptions.ALL).objects("items");
  }

  private JsonObject deployment() {
    return client.get(Resources.DEPLOYMENTS, "web", "site");
  }

  private void deploy(int replicas) {
    client.create(
        Resources.DEPLOYMENTS,
        "web",
        FakeApi.json(
            """
            {'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'site'},
             'spec':{'replicas':%d,'selector':{'matchLabels':{'app':'site'}},
               'template':{'metadata':{'labels':{'app':'site'}},
                 'spec':{'containers':[{'name':'c','image':'i:1','ports':[{'name':'http','containerPort':80}]}]}}}}
            """
                .formatted(replicas)));
  }

  /** Binds, runs and removes pods as scheduler and agent would. */
  private void tick() {
    int address = 1;
    for (JsonObject pod : items(Resources.PODS)) {
      address++;
      try {
        if (Meta.isDeleting(pod)) {
          client.delete(
              Resources.PODS,
              "web",
              Meta.name(pod),
              JsonObject.of("gracePeriodSeconds", Json.of(0)));
        } else if (Pods.nodeName(pod).isEmpty()) {
          client.createSubresource(
              Resources.PODS,
              "web",
              Meta.name(pod),
              "binding",
              FakeApi.json(
                  "{'apiVersion':'v1','kind':'Binding','metadata':{'name':'%s'},'target':{'kind':'Node','name':'n1'}}"
                      .formatted(Meta.name(pod))));
        } else if (!Pods.isReady(pod)) {
          client.patch(
              Resources.PODS,
              "web",
              Meta.name(pod),
              "status",
              PatchType.MERGE,
              FakeApi.json(
                  """
                  {'status':{'phase':'Running','podIP':'10.244.0.%d','podIPs':[{'ip':'10.244.0.%d'}],
                   'conditions':[{'type':'Ready','status':'True'}]}}
                  """
                      .formatted(address, address)));
        }
      } catch (ApiException e) {
        if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.CONFLICT)) {
          throw e;
        }
      }
    }
  }

  private boolean isComplete(int replicas, String image) {
    tick();
    JsonObject status = deployment().object("status");
    return status.integer("availableReplicas", 0) == replicas
        && status.integer("updatedReplicas", 0) == replicas
        && status.integer("replicas", 0) == replicas
        && items(Resources.PODS).stream()
            .filter(Pods::isActive)
            .allMatch(
                pod ->
                    image.equals(
                        pod.object("spec").objects("containers").getFirst().string("image")));
  }

  @Test
  void aDeploymentRollsOutAndIsCollected() {
    deploy(3);
    Await.until("rolled out " + deployment(), () -> isComplete(3, "i:1"));
    assertTrue(Conditions.isTrue(deployment(), "Available"));
    client.patch(
        Resources.DEPLOYMENTS,
        "web",
        "site",
        null,
        PatchType.STRATEGIC,
        FakeApi.json("{'spec':{'template':{'spec':{'containers':[{'name':'c','image':'i:2'}]}}}}"));
    Await.until("rolled on", () -> isComplete(3, "i:2"));
    Await.until(
        "revision",
        () -> "2".equals(Meta.annotation(deployment(), "deployment.kubernetes.io/revision")));
    assertEquals(2, items(Resources.REPLICA_SETS).size());
    client.delete(
        Resources.DEPLOYMENTS, "web", "site", JsonObject.of("propagationPolicy", "Foreground"));
    Await.until(
        "collected",
        () -> {
          tick();
          return items(Resources.DEPLOYMENTS).isEmpty()
              && items(Resources.REPLICA_SETS).isEmpty()
              && items(Resources.PODS).isEmpty();
        });
  }

  @Test
  void aServiceFindsItsPods() {
    deploy(2);
    client.create(
        Resources.SERVICES,
        "web",
        FakeApi.json(
            """
            {'apiVersion':'v1','kind':'Service','metadata':{'name':'site'},
             'spec':{'clusterIP':'None','selector':{'app':'site'},'ports':[{'port':80,'targetPort':'http'}]}}
            """));
    Await.until("rolled out", () -> isComplete(2, "i:1"));
    Await.until(
        "slice",
        () ->
            items(Resources.ENDPOINT_SLICES).stream()
                    .flatMap(slice -> slice.objects("endpoints").stream())
                    .filter(e -> e.object("conditions").bool("ready", false))
                    .count()
                == 2);
    Await.until(
        "endpoints",
        () ->
            items(Resources.ENDPOINTS).stream()
                    .flatMap(endpoints -> endpoints.objects("subsets").stream())
                    .flatMap(subset -> subset.objects("addresses").stream())
                    .count()
                == 2);
  }

  @Test
  void aNamespaceIsFurnishedAndEmptied() {
    Await.until("account", () -> items(Resources.SERVICE_ACCOUNTS).size() == 1);
    Await.until("bundle", () -> items(Resources.CONFIG_MAPS).size() == 1);
    // Without admission a ReplicaSet would replace its pods for ever: a pod of nobody's will do.
    JsonObject container = FakeApi.json("{'name':'c','image':'i:1'}");
    client.create(
        Resources.PODS,
        "web",
        FakeApi.object("v1", "Pod", "web", "alone")
            .withAt(JsonArray.of(container), "spec", "containers"));
    Await.until(
        "runs",
        () -> {
          tick();
          return Pods.isReady(items(Resources.PODS).getFirst());
        });
    client.delete(Resources.NAMESPACES, "", "web");
    Await.until(
        "gone",
        () -> {
          tick();
          return client.find(Resources.NAMESPACES, "", "web").isEmpty();
        });
  }

  @Test
  void aNodeGetsItsRange() {
    Await.until(
        "range",
        () ->
            !client.get(Resources.NODES, "", "n1").object("spec").string("podCIDR", "").isEmpty());
  }
}
