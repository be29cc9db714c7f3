package io.coxswain.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.Await;
import io.coxswain.client.FakeApi;
import io.coxswain.client.Informer;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.ObjectKey;
import io.coxswain.node.journal.BatchJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastKnownTest {
  private static final Gvr SERVICES = Gvr.core("services");
  private static final Gvr NODES = Gvr.core("nodes");
  @TempDir Path root;
  private final FakeApi api = new FakeApi(InstantSource.system());
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  private BatchJournal journal() {
    return new BatchJournal(root.resolve("last-known.json"), Duration.ofMillis(1), timer);
  }

  private static JsonObject service(String ip) {
    return FakeApi.object("v1", "Service", "ns", "web")
        .with("spec", JsonObject.of("clusterIP", ip));
  }

  private String written() {
    try {
      return Files.readString(root.resolve("last-known.json"));
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void afterARestartWithoutAServerItKnowsWhatItKnewBefore() {
    api.put(SERVICES, service("10.96.0.7"));
    LastKnown first = new LastKnown(journal());
    Informer informer = first.informer(api.client(), SERVICES);
    assertFalse(informer.isKnown() && !informer.isSynced());
    Await.until("written", () -> written().contains("10.96.0.7"));
    informer.close();
    first.close();

    for (int i = 0; i < 100; i++) {
      api.fail(call -> true, ApiException.unavailable("away"));
    }
    LastKnown again = new LastKnown(journal());
    Informer remembering = again.informer(api.client(), SERVICES);
    assertTrue(remembering.isKnown());
    JsonObject known = remembering.get(ObjectKey.of("ns", "web"));
    assertEquals("10.96.0.7", known.object("spec").string("clusterIP"));
    assertTrue(again.informer(api.client(), NODES).list().isEmpty());
    remembering.close();
  }

  @Test
  void heartbeatsOfNodesAreNotKept() {
    JsonObject node =
        FakeApi.object("v1", "Node", "", "n1")
            .with("spec", JsonObject.of("podCIDR", "10.244.1.0/24"));
    JsonObject beating =
        node.with("status", JsonObject.of("conditions", io.coxswain.json.JsonArray.EMPTY));
    assertEquals(LastKnown.reduced(node), LastKnown.reduced(beating));
  }
}
