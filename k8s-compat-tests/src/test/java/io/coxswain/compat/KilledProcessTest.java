package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** kill -9 of every process in turn, while an application serves and somebody writes. */
@Isolated
class KilledProcessTest {
  @RegisterExtension final Place place = new Place();

  private final AtomicInteger number = new AtomicInteger();
  private final Set<String> acknowledged = new ConcurrentSkipListSet<>();

  /** One attempt, never repeated: what is not acknowledged may or may not be there. */
  private String write(KubernetesClient client) {
    String name = "number-%05d".formatted(number.incrementAndGet());
    client
        .configMaps()
        .inNamespace(place.namespace())
        .resource(new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    acknowledged.add(name);
    return "written";
  }

  private static Config impatient() {
    Config config = Place.config();
    config.setRequestRetryBackoffLimit(0);
    config.setRequestTimeout(5000);
    config.setConnectionTimeout(2000);
    return config;
  }

  /** Which containers run since when. */
  private Set<String> lives() {
    return place.pods("steady").stream()
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .map(
            status ->
                status.getContainerID()
                    + " "
                    + status.getRestartCount()
                    + " "
                    + status.getState().getRunning().getStartedAt())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Everything works again: a new pod on each node starts and can be entered. */
  private void everythingWorks(String after) {
    Eventually.equal(60, "ok", () -> place.kubectl("get --raw /readyz"));
    Eventually.equal(
        90,
        2L,
        () ->
            place
                .kubectl("get nodes --no-headers")
                .lines()
                .filter(line -> line.contains(" Ready"))
                .count());
    for (int node = 1; node <= 2; node++) {
      String pod = "after-" + after + "-" + node;
      place.apply(Yaml.waiting(pod, "n" + node));
      place.ready(pod);
      assertEquals(
          "hello", Eventually.get(20, "exec", () -> place.in(pod, "echo hello"), text -> true));
      place.kubectl("delete pod " + pod + " --now");
    }
  }

  @Test
  void containersGoOnRequestsAreAnsweredAndNoAcknowledgedWriteIsLost() {
    place.apply(
        Yaml.web("steady", 4) + "---\n" + Yaml.service("steady", "steady", "type: NodePort"));
    place.kubectl("rollout status deployment/steady --timeout=120s");
    String port = place.kubectl("get service steady -o jsonpath='{.spec.ports[0].nodePort}'");
    Eventually.holds(
        20,
        "the page",
        () -> Lab.page("http://" + Lab.address(1) + ":" + port + "/").startsWith("steady"));
    Eventually.holds(
        20,
        "the page",
        () -> Lab.page("http://" + Lab.address(2) + ":" + port + "/").startsWith("steady"));
    Set<String> before = lives();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(impatient()).build();
        Load first = new Load(1, () -> Lab.fetch("http://" + Lab.address(1) + ":" + port + "/"));
        Load second = new Load(1, () -> Lab.fetch("http://" + Lab.address(2) + ":" + port + "/"));
        Load writes = new Load(2, () -> write(client))) {
      writes.more(50);
      for (String word : new String[] {"agent", "service", "server", "postgres"}) {
        if (word.equals("agent") || word.equals("service")) {
          Lab.kill(2, word);
        }
        Lab.kill(1, word);
        everythingWorks(word);
        writes.more(20);
        assertEquals(before, lives(), "after the end of " + word);
      }
      first.more(20);
      second.more(20);
      assertEquals(java.util.List.of(), first.failures());
      assertEquals(java.util.List.of(), second.failures());
    }
    Set<String> there =
        place.client().configMaps().inNamespace(place.namespace()).list().getItems().stream()
            .map(map -> map.getMetadata().getName())
            .collect(Collectors.toSet());
    assertTrue(acknowledged.size() > 100);
    assertEquals(
        Set.of(),
        acknowledged.stream().filter(name -> !there.contains(name)).collect(Collectors.toSet()),
        "lost");
  }
}
