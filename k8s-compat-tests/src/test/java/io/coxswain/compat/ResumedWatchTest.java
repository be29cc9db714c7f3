package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** A watcher that is cut off goes on where it was, even by a server that has just been killed. */
@Isolated
class ResumedWatchTest {
  @RegisterExtension final Place place = new Place();

  /** An event in short: type, name, value, version. */
  private record Seen(String type, String name, String value, String version) {
    static Seen of(String line) {
      WatchEvent event = Serialization.unmarshal(line, WatchEvent.class);
      GenericKubernetesResource object =
          Serialization.unmarshal(
              Serialization.asJson(event.getObject()), GenericKubernetesResource.class);
      String value = String.valueOf(object.<Object>get("data", "step"));
      return new Seen(
          event.getType(),
          object.getMetadata().getName(),
          value,
          object.getMetadata().getResourceVersion());
    }
  }

  private List<Seen> watch(String version, int seconds) {
    String path =
        "/api/v1/namespaces/"
            + place.namespace()
            + "/configmaps?watch=1&labelSelector=mine%3Dyes&timeoutSeconds="
            + seconds
            + "&resourceVersion="
            + version;
    return place
        .kubectl("get --raw '" + path + "'")
        .lines()
        .filter(line -> !line.isBlank())
        .map(Seen::of)
        .toList();
  }

  private String version() {
    return place
        .client()
        .configMaps()
        .inNamespace(place.namespace())
        .list()
        .getMetadata()
        .getResourceVersion();
  }

  /** Objects come, change, move into the selector and out of it, and go. */
  private void change(int round) {
    for (String name : List.of("a" + round, "b" + round)) {
      place.kubectl("create configmap " + name + " --from-literal=step=0");
      place.kubectl("label configmap " + name + " mine=yes");
      place.kubectl("patch configmap " + name + " --type=merge -p '{\"data\":{\"step\":\"1\"}}'");
    }
    place.kubectl("label configmap a" + round + " mine=no --overwrite");
    place.kubectl("delete configmap b" + round);
    if (round > 0) {
      place.kubectl("label configmap a" + (round - 1) + " mine=yes --overwrite");
    }
  }

  @Test
  void aResumedWatcherSeesWhatAnUnbrokenOneSees() {
    String begin = version();
    List<Seen> broken = new ArrayList<>();
    String at = begin;
    for (int round = 0; round < 3; round++) {
      change(round);
      if (round == 1) {
        Lab.kill(1, "server");
        Eventually.equal(60, "ok", () -> place.kubectl("get --raw /readyz"));
      }
      List<Seen> more = watch(at, 2);
      broken.addAll(more);
      assertTrue(!more.isEmpty());
      at = more.getLast().version();
    }
    List<Seen> unbroken = watch(begin, 2);
    assertEquals(unbroken, broken);
    assertEquals(
        List.of("ADDED", "MODIFIED", "DELETED", "ADDED"),
        unbroken.stream().filter(seen -> seen.name().equals("a0")).map(Seen::type).toList());
    assertEquals(
        List.of("ADDED", "MODIFIED", "DELETED"),
        unbroken.stream().filter(seen -> seen.name().equals("b2")).map(Seen::type).toList());
  }
}
