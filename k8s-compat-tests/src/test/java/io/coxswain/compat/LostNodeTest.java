package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** A node falls silent and comes back. */
@Isolated
class LostNodeTest {
  private static final String HASTY =
      """
            tolerations:
            - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 2}
            - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 2}
      """;

  @RegisterExtension final Place place = new Place();

  @AfterEach
  void mend() {
    Lab.mend(2);
    place.kubectl("wait --for=condition=Ready --timeout=60s node/n2");
    Eventually.equal(30, "", () -> place.kubectl("get node n2 -o jsonpath='{.spec.taints}'"));
  }

  private List<String> goodOnes(String node) {
    return place.pods("moving").stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod -> node.equals(pod.getSpec().getNodeName()))
        .filter(pod -> pod.getStatus().getContainerStatuses().stream().allMatch(c -> c.getReady()))
        .map(pod -> pod.getMetadata().getName())
        .toList();
  }

  private String life(String pod) {
    var status = place.pod(pod).getStatus().getContainerStatuses().getFirst();
    return status.getContainerID()
        + " "
        + status.getRestartCount()
        + " "
        + status.getState().getRunning();
  }

  @Test
  void itsPodsAreReplacedAndNothingRestartsNeedlesslyWhenItReturns() {
    place.apply(
        Yaml.web("moving", 4).replace("      containers:", HASTY.indent(0) + "      containers:")
            + "---\n"
            + Yaml.service("moving", "moving", "type: NodePort")
            + "---\n"
            + Yaml.waiting("near", "n1")
            + "---\n"
            + Yaml.waiting("away", "n2"));
    place.kubectl("rollout status deployment/moving --timeout=90s");
    place.ready("near", "away");
    String port = place.kubectl("get service moving -o jsonpath='{.spec.ports[0].nodePort}'");
    assertTrue(!goodOnes("n1").isEmpty() && !goodOnes("n2").isEmpty(), "pods on both nodes");
    List<String> stayed = goodOnes("n1");
    String near = life("near");
    String away = life("away");

    Lab.cut(2);
    Eventually.holds(
        90,
        "n2 is not Ready",
        () -> place.kubectl("get node n2 --no-headers").contains("NotReady"));
    Eventually.equal(60, 4, () -> goodOnes("n1").size());
    assertTrue(goodOnes("n1").containsAll(stayed));
    String taints = place.kubectl("get node n2 -o jsonpath='{.spec.taints[*].key}'");
    assertTrue(taints.contains("node.kubernetes.io/unreachable"), taints);
    // The endpoints are the living ones, so every request is answered again.
    Eventually.pause(1000);
    for (int i = 0; i < 40; i++) {
      assertTrue(Lab.page("http://" + Lab.address(1) + ":" + port + "/").startsWith("moving-"));
    }

    Lab.mend(2);
    place.kubectl("wait --for=condition=Ready --timeout=60s node/n2");
    Eventually.equal(60, 4, () -> place.pods("moving").size());
    assertEquals(4, goodOnes("n1").size());
    place.ready("away");
    assertEquals(away, life("away"));
    assertEquals(near, life("near"));
    Eventually.equal(20, "there", () -> place.in("away", "echo there"));
    Eventually.holds(
        20,
        "n2 routes again",
        () -> Lab.page("http://" + Lab.address(2) + ":" + port + "/").startsWith("moving-"));
  }
}
