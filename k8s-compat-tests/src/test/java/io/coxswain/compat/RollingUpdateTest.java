package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** New pods take over from old ones while requests never cease. */
class RollingUpdateTest {
  @RegisterExtension final Place place = new Place();

  @Test
  void notOneRequestFailsThroughNodePortAndClusterAddress() {
    place.apply(Yaml.web("busy", 4) + "---\n" + Yaml.service("busy", "busy", "type: NodePort"));
    place.kubectl("rollout status deployment/busy --timeout=120s");
    String port = place.kubectl("get service busy -o jsonpath='{.spec.ports[0].nodePort}'");
    String address = place.kubectl("get service busy -o jsonpath='{.spec.clusterIP}'");
    place.apply(
        Yaml.pod(
            "asker",
            Yaml.TOOLS,
            "while [ ! -e /tmp/end ]; do curl -sf -m 5 http://"
                + address
                + "/ >/dev/null && echo good || echo failed; done; sleep 1000",
            ""));
    place.ready("asker");
    Eventually.holds(
        10,
        "the first page",
        () -> Lab.page("http://" + Lab.address(1) + ":" + port + "/").startsWith("busy-"));
    try (Load first = new Load(2, () -> Lab.fetch("http://" + Lab.address(1) + ":" + port + "/"));
        Load second = new Load(2, () -> Lab.fetch("http://" + Lab.address(2) + ":" + port + "/"))) {
      first.more(50);
      place.kubectl("set env deployment/busy GENERATION=2");
      place.kubectl("rollout status deployment/busy --timeout=150s");
      first.more(50);
      second.more(50);
      assertEquals(List.of(), first.failures());
      assertEquals(List.of(), second.failures());
      assertTrue(first.answers().size() >= 8, "old and new pods answered: " + first.answers());
    }
    Eventually.get(
        120, "a hundred pages", () -> place.kubectl("logs asker"), log -> good(log) > 100);
    place.in("asker", "touch /tmp/end");
    String log = place.kubectl("logs asker");
    assertEquals(0, log.lines().filter("failed"::equals).count());
  }

  private static long good(String log) {
    return log.lines().filter("good"::equals).count();
  }
}
