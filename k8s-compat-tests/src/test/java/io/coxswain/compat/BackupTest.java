package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The database is lost and comes back from a backup, while agents and pods run on. */
@Isolated
class BackupTest {
  @RegisterExtension final Place place = new Place();
  @TempDir Path folder;

  private static String data() {
    return Lab.env("LAB_DIR") + "/" + Lab.env("COMPAT_NAME") + "/n1/data";
  }

  private static Shell.Result coxswain(String... arguments) {
    List<String> line = new java.util.ArrayList<>(List.of(Lab.env("COMPAT_BINARY")));
    line.addAll(List.of(arguments));
    return Shell.run(Duration.ofSeconds(60), Map.of(), "", line);
  }

  /** Which containers run since when, in which pods. */
  private Set<String> lives() {
    return place.pods("kept").stream()
        .flatMap(
            pod ->
                pod.getStatus().getContainerStatuses().stream()
                    .map(
                        status ->
                            pod.getMetadata().getUid()
                                + " "
                                + status.getContainerID()
                                + " "
                                + status.getRestartCount()
                                + " "
                                + status.getState().getRunning().getStartedAt()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String objects() {
    return place.kubectl(
        "get deployments,services,secrets,serviceaccounts,configmaps -o"
            + " jsonpath='{range .items[*]}{.kind} {.metadata.name} {.metadata.uid} {.data}"
            + " {.spec}{\"\\n\"}{end}'");
  }

  /** On the first node; making a database waits for its disk. */
  private static Shell.Result restore(String file) {
    return Shell.run(
        Duration.ofSeconds(150),
        Map.of(),
        "",
        List.of(
            Lab.env("COMPAT_LAB"),
            Lab.env("COMPAT_NAME"),
            "exec",
            "1",
            Lab.env("COMPAT_BINARY"),
            "restore",
            file,
            "--data-dir",
            data(),
            "--postgres",
            Lab.env("COMPAT_POSTGRES")));
  }

  private static void signal(String signal, String word) {
    long pid = Lab.find(1, word).orElseThrow(() -> new AssertionError("no process " + word));
    Shell.run(Duration.ofSeconds(5), Map.of(), "", List.of("kill", signal, "" + pid)).orFail();
  }

  @Test
  void podsRunOnWhileTheirClusterIsRestored() throws IOException {
    place.apply(Yaml.web("kept", 4) + "---\n" + Yaml.service("kept", "kept", "type: NodePort"));
    place.kubectl("create secret generic kept --from-literal=password=hush-hush");
    place.kubectl("rollout status deployment/kept --timeout=120s");
    Set<String> before = lives();
    String objects = objects();
    String revision = place.kubectl("get secret kept -o jsonpath='{.metadata.resourceVersion}'");
    String file = folder.resolve("cluster.backup").toString();
    coxswain("backup", "-o", file).orFail();
    assertTrue(coxswain("restore", file, "--check").orFail().startsWith("whole: "));
    assertEquals(1, coxswain("restore", Lab.env("COMPAT_BINARY"), "--check").code());
    place.kubectl("create configmap late");

    signal("-STOP", "up"); // who would start the server again
    try {
      signal("-KILL", "server");
      signal("-KILL", "postgres");
      Eventually.holds(20, "PostgreSQL's end", () -> Lab.find(1, "postgres").isEmpty());
      Shell.Result refused = restore(file);
      assertTrue(refused.all().contains("already holds a cluster"), refused.all());
      Lab.on(1, "mv " + data() + "/postgres " + data() + "/lost").orFail();
      restore(file).orFail();
    } finally {
      signal("-CONT", "up");
    }

    Eventually.equal(60, "ok", () -> place.kubectl("get --raw /readyz"));
    place.kubectl("wait --for=condition=Ready --timeout=90s node/n1 node/n2");
    Eventually.equal(30, 4, () -> place.pods("kept").size());
    assertEquals(before, lives());
    assertEquals(objects, objects());
    assertTrue(place.run("get configmap late").err().contains("NotFound"));
    assertTrue(
        place
            .run("get --raw '/api/v1/secrets?watch=1&resourceVersion=" + revision + "'")
            .all()
            .contains("too old resource version"));
    for (int node = 1; node <= 2; node++) {
      place.apply(Yaml.waiting("after-" + node, "n" + node));
      place.ready("after-" + node);
      String pod = "after-" + node;
      assertEquals(
          "hello", Eventually.get(20, "exec", () -> place.in(pod, "echo hello"), text -> true));
    }
    assertEquals(before, lives());
    Lab.on(1, "rm -rf " + data() + "/lost").orFail();
  }
}
