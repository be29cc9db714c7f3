package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Java program with fabric8's informers. */
class InformerTest {
  private static final int WRITERS = 6;
  private static final int CHANGES = 25;

  @RegisterExtension final Place place = new Place();

  private final Map<String, List<String>> seen = new ConcurrentHashMap<>();
  private final List<Long> versions = Collections.synchronizedList(new ArrayList<>());

  private void note(String what, ConfigMap map) {
    String name = map.getMetadata().getName();
    if (!name.startsWith("churn-")) {
      return;
    }
    versions.add(Long.parseLong(map.getMetadata().getResourceVersion()));
    seen.computeIfAbsent(name, key -> Collections.synchronizedList(new ArrayList<>()))
        .add(what + " " + map.getData().get("step"));
  }

  private final class Recorder implements ResourceEventHandler<ConfigMap> {
    @Override
    public void onAdd(ConfigMap map) {
      note("added", map);
    }

    @Override
    public void onUpdate(ConfigMap old, ConfigMap map) {
      note("modified", map);
    }

    @Override
    public void onDelete(ConfigMap map, boolean unknown) {
      note(unknown ? "lost" : "deleted", map);
    }
  }

  private void churn(String name) {
    var maps = place.client().configMaps().inNamespace(place.namespace());
    maps.resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .addToData("step", "0")
                .build())
        .create();
    for (int i = 1; i <= CHANGES; i++) {
      String step = "" + i;
      maps.withName(name).edit(map -> new ConfigMapBuilder(map).addToData("step", step).build());
    }
    maps.withName(name).delete();
  }

  @Test
  void seesEveryChangeOnceAndInOrderWhileManyWritersChurn() {
    List<String> expected = new ArrayList<>(List.of("added 0"));
    IntStream.rangeClosed(1, CHANGES).forEach(i -> expected.add("modified " + i));
    expected.add("deleted " + CHANGES);
    try (SharedIndexInformer<ConfigMap> informer =
            place.client().configMaps().inNamespace(place.namespace()).inform(new Recorder());
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      for (int i = 0; i < WRITERS; i++) {
        String name = "churn-" + i;
        writers.submit(() -> churn(name));
      }
      for (int i = 0; i < WRITERS; i++) {
        String name = "churn-" + i;
        Eventually.equal(60, expected, () -> List.copyOf(seen.getOrDefault(name, List.of())));
      }
      assertTrue(informer.isRunning());
      List<Long> sorted = versions.stream().sorted().distinct().toList();
      assertEquals(sorted, List.copyOf(versions), "resource versions only grow");
    }
  }
}
