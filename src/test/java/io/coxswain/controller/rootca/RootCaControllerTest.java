package io.coxswain.controller.rootca;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RootCaControllerTest {
  private final Harness harness = new Harness();

  @BeforeEach
  void start() {
    harness.start(
        "root-ca-cert-publisher", context -> RootCaController.start(context, () -> "PEM"));
    harness.api.put(Resources.NAMESPACES, FakeApi.object("v1", "Namespace", "", "ns"));
  }

  @AfterEach
  void close() {
    harness.close();
  }

  private JsonObject configMap() {
    return harness.api.get(Resources.CONFIG_MAPS, "ns", "kube-root-ca.crt");
  }

  private boolean isRight() {
    return configMap() != null && configMap().object("data").equals(JsonObject.of("ca.crt", "PEM"));
  }

  @Test
  void everyNamespaceHasTheBundle() {
    harness.eventually("bundle", this::isRight);
    assertTrue(Meta.annotations(configMap()).containsKey("kubernetes.io/description"));
  }

  @Test
  void aChangedBundleIsRepaired() {
    harness.eventually("bundle", this::isRight);
    harness.api.put(
        Resources.CONFIG_MAPS, configMap().with("data", JsonObject.of("ca.crt", "forged")));
    harness.eventually("bundle", this::isRight);
    harness.api.remove(Resources.CONFIG_MAPS, "ns", "kube-root-ca.crt");
    harness.eventually("bundle", this::isRight);
  }
}
