package io.coxswain.controller.serviceaccount;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.kube.Meta;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceAccountControllerTest {
  private final Harness harness = new Harness();

  @AfterEach
  void close() {
    harness.close();
  }

  private boolean exists() {
    return harness.api.get(Resources.SERVICE_ACCOUNTS, "ns", "default") != null;
  }

  @Test
  void everyNamespaceHasItsDefaultAccount() {
    harness.start("service-account-controller", ServiceAccountController::start);
    harness.api.put(Resources.NAMESPACES, FakeApi.object("v1", "Namespace", "", "ns"));
    harness.eventually("account", this::exists);
    harness.api.remove(Resources.SERVICE_ACCOUNTS, "ns", "default");
    harness.eventually("account again", this::exists);
  }

  @Test
  void aNamespaceOnItsWayOutGetsNone() {
    var namespace = FakeApi.object("v1", "Namespace", "", "ns");
    namespace = Meta.withFinalizers(namespace, List.of("x/y"));
    harness.api.put(
        Resources.NAMESPACES, Meta.with(namespace, "deletionTimestamp", "2026-01-01T00:00:00Z"));
    harness.start("service-account-controller", ServiceAccountController::start);
    harness.settle();
    assertTrue(harness.api.writes().isEmpty());
  }
}
