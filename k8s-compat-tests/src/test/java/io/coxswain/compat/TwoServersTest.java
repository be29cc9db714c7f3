package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two servers over one PostgreSQL are one API server, and each can do without the other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoServersTest {
  private static Servers servers;
  private static Servers.Server first;
  private static Servers.Server second;

  @BeforeAll
  static void start() {
    servers = new Servers(List.of("--watch-history", "30s"));
    first = servers.add();
    second = servers.add();
  }

  @AfterAll
  static void stop() {
    if (servers != null) {
      servers.close();
    }
  }

  private static ConfigMap map(String name, String step) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .addToData("step", step)
        .build();
  }

  @Test
  @Order(1)
  void whatOneWritesTheOtherServesAtOnceAndTellsItsWatchers() {
    ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
    Watcher<ConfigMap> watcher =
        new Watcher<>() {
          @Override
          public void eventReceived(Action action, ConfigMap map) {
            if (map.getMetadata().getName().startsWith("across")) {
              told.add(
                  action
                      + " "
                      + map.getMetadata().getName()
                      + " "
                      + map.getMetadata().getResourceVersion());
            }
          }

          @Override
          public void onClose(WatcherException cause) {}
        };
    List<String> expected = new ArrayList<>();
    try (var _ = second.client().configMaps().inNamespace("default").watch(watcher)) {
      for (int i = 0; i < 20; i++) {
        Servers.Server writer = i % 2 == 0 ? first : second;
        Servers.Server reader = i % 2 == 0 ? second : first;
        ConfigMap made = writer.client().resource(map("across" + i, "0")).create();
        ConfigMap read =
            reader.client().configMaps().inNamespace("default").withName("across" + i).get();
        assertEquals(made, read, "a read after the write was acknowledged");
        expected.add("ADDED across" + i + " " + made.getMetadata().getResourceVersion());
        // A write on top of it, by the other server, needs no second look.
        read.getData().put("step", "1");
        String version = reader.client().resource(read).update().getMetadata().getResourceVersion();
        expected.add("MODIFIED across" + i + " " + version);
        if (i % 5 == 0) {
          stale(writer, made);
        }
      }
      Eventually.equal(10, expected, () -> List.copyOf(told));
    }
  }

  private static void stale(Servers.Server server, ConfigMap seen) {
    String version = seen.getMetadata().getResourceVersion();
    Shell.Result result =
        server.kubectl(
            "patch configmap "
                + seen.getMetadata().getName()
                + " --type=merge -p '{\"metadata\":{\"resourceVersion\":\""
                + version
                + "\"},\"data\":{\"step\":\"2\"}}'");
    assertTrue(result.err().contains("the object has been modified"), result.all());
  }

  @Test
  @Order(2)
  void noClusterAddressAndNoNodePortIsGivenTwice() throws Exception {
    int workers = 8;
    int each = 20;
    List<Service> made = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
      List<Future<?>> running = new ArrayList<>();
      for (int w = 0; w < workers; w++) {
        Servers.Server server = w % 2 == 0 ? first : second;
        String prefix = "s" + w + "-";
        running.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    Service service =
                        new ServiceBuilder()
                            .withNewMetadata()
                            .withName(prefix + i)
                            .withNamespace("default")
                            .endMetadata()
                            .withNewSpec()
                            .withType("NodePort")
                            .addNewPort()
                            .withPort(80)
                            .endPort()
                            .endSpec()
                            .build();
                    made.add(server.client().resource(service).create());
                  }
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    assertEquals(workers * each, made.size());
    assertEquals(
        workers * each,
        new HashSet<>(made.stream().map(s -> s.getSpec().getClusterIP()).toList()).size());
    assertEquals(
        workers * each,
        new HashSet<>(
                made.stream().map(s -> s.getSpec().getPorts().getFirst().getNodePort()).toList())
            .size());
  }

  /** An event in short: type, name, step, version. */
  private record Seen(String type, String name, String step, String version) {
    static Seen of(String line) {
      WatchEvent event = Serialization.unmarshal(line, WatchEvent.class);
      if (event.getObject() instanceof ConfigMap map) {
        return new Seen(
            event.getType(),
            map.getMetadata().getName(),
            map.getData().get("step"),
            map.getMetadata().getResourceVersion());
      }
      return new Seen(event.getType(), "", Serialization.asJson(event.getObject()), "");
    }
  }

  private static String mine(String version, int seconds) {
    return "get --raw '/api/v1/namespaces/default/configmaps?watch=1&labelSelector=mine%3Dyes&timeoutSeconds="
        + seconds
        + "&resourceVersion="
        + version
        + "'";
  }

  private static List<Seen> watched(Servers.Server server, String version) {
    return server
        .kubectl(mine(version, 1))
        .orFail()
        .lines()
        .filter(line -> !line.isBlank())
        .map(Seen::of)
        .toList();
  }

  private static void label(String name, String value) {
    first.kubectl("label configmap " + name + " mine=" + value + " --overwrite").orFail();
  }

  @Test
  @Order(3)
  void aWatcherThatResumesAfterRestartAndCompactionSeesWhatAnUnbrokenOneSees() throws Exception {
    for (String name : List.of("leaves", "goes", "steady")) {
      first.client().resource(map(name, "0")).create();
    }
    ConfigMapList page =
        first
            .client()
            .configMaps()
            .inNamespace("default")
            .list(new ListOptionsBuilder().withLimit(1L).build());
    String begin = page.getMetadata().getResourceVersion();
    Process unbroken = second.follow(mine(begin, 200));
    try {
      List.of("leaves", "goes", "steady").forEach(name -> label(name, "yes"));
      List<Seen> broken = new ArrayList<>(watched(first, begin));
      assertEquals(3, broken.size(), broken::toString);

      // What it saw first is forgotten while it goes on, now and then.
      int step = 0;
      while (true) {
        Seen told = watched(first, begin).getFirst();
        if (told.type().equals("ERROR")) {
          assertTrue(told.step().contains("\"code\":410"), told::toString);
          assertTrue(told.step().contains("\"reason\":\"Expired\""), told::toString);
          assertTrue(told.step().contains("too old resource version"), told::toString);
          break;
        }
        first
            .client()
            .configMaps()
            .inNamespace("default")
            .withName("steady")
            .edit(
                map ->
                    new ConfigMapBuilder(map)
                        .addToData("step", "x" + map.getMetadata().getResourceVersion())
                        .build());
        broken.addAll(watched(first, broken.getLast().version()));
        assertTrue(++step < 100, "nothing was compacted");
      }
      pageOfThePast(page.getMetadata().getContinue());

      // Away, and the server dies: objects it knew only from before the horizon leave its selector.
      String at = broken.getLast().version();
      label("leaves", "no");
      first.client().configMaps().inNamespace("default").withName("goes").delete();
      first.kill();
      second.client().resource(map("comes", "0")).create();
      second.kubectl("label configmap comes mine=yes").orFail();
      first.start();
      broken.addAll(watched(first, at));

      List<Seen> whole = new ArrayList<>();
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(unbroken.getInputStream(), StandardCharsets.UTF_8));
      while (whole.size() < broken.size()) {
        whole.add(Seen.of(lines.readLine()));
      }
      assertEquals(whole, broken);
      assertEquals(
          List.of("DELETED leaves", "DELETED goes", "ADDED comes"),
          broken.subList(broken.size() - 3, broken.size()).stream()
              .map(seen -> seen.type() + " " + seen.name())
              .toList());
    } finally {
      unbroken.destroy();
    }
  }

  /** A list that cannot go on consistently says so, and how to go on otherwise. */
  private static void pageOfThePast(String next) {
    KubernetesClientException old =
        assertThrows(
            KubernetesClientException.class,
            () ->
                first
                    .client()
                    .configMaps()
                    .inNamespace("default")
                    .list(new ListOptionsBuilder().withLimit(500L).withContinue(next).build()));
    assertEquals(410, old.getCode());
    assertEquals("Expired", old.getStatus().getReason());
    String fresh = old.getStatus().getMetadata().getContinue();
    assertFalse(fresh.isEmpty());
    ConfigMapList rest =
        first
            .client()
            .configMaps()
            .inNamespace("default")
            .list(new ListOptionsBuilder().withLimit(500L).withContinue(fresh).build());
    assertTrue(
        rest.getItems().stream().anyMatch(map -> map.getMetadata().getName().equals("steady")));
  }

  private static String leader(Servers.Server asked) {
    return asked
        .kubectl("get lease -n kube-system coxswain-leader -o jsonpath='{.spec.holderIdentity}'")
        .orFail();
  }

  private static void works(Servers.Server server, String name) {
    server.kubectl("create deployment " + name + " --image=none --replicas=2").orFail();
    Eventually.equal(
        30,
        "2",
        () ->
            server
                .kubectl("get rs -l app=" + name + " -o jsonpath='{.items[*].status.replicas}'")
                .orFail());
  }

  @Test
  @Order(4)
  void whenTheLeaderDiesTheOtherLeads() {
    for (int round = 0; round < 2; round++) {
      String before = leader(first);
      Servers.Server dies = before.endsWith(":" + first.port()) ? first : second;
      Servers.Server lives = dies == first ? second : first;
      dies.kill();
      works(lives, "round" + round);
      String after =
          Eventually.get(20, "a new leader", () -> leader(lives), now -> !now.equals(before));
      assertTrue(after.endsWith(":" + lives.port()), after);
      dies.start();
      assertEquals(after, leader(dies), "who comes back does not take over");
    }
  }
}
