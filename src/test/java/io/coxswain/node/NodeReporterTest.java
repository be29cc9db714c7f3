package io.coxswain.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.FakeApi;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Gvr;
import io.coxswain.node.runtime.FakeRuntime;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeReporterTest {
  private static final Gvr NODES = Gvr.core("nodes");

  private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
  private final FakeApi api = new FakeApi(clock);
  private final NodeReporter reporter = reporter();

  private NodeReporter reporter() {
    AgentSettings settings =
        new AgentSettings(
            "n1",
            List.of("127.0.0.1"),
            Path.of("data"),
            Path.of("run"),
            Map.of(),
            "v1.36.0",
            10250,
            List.of("10.96.0.10"),
            "cluster.local",
            "");
    HostFacts host = new HostFacts(2, 4L << 30, 10L << 30, "amd64", "6.1", "Debian", "m", "s", "b");
    return new NodeReporter(
        settings,
        api.client(),
        new FakeRuntime(clock),
        new NodeObject(settings, host),
        () -> "",
        clock);
  }

  private JsonObject node() {
    return api.get(NODES, "", "n1");
  }

  private String version() {
    return node().object("metadata").string("resourceVersion");
  }

  @Test
  void aNodeThatWasGivenUpSaysAtItsNextBeatThatItLives() {
    reporter.beat();
    JsonObject status = node().object("status");
    JsonObject unknown =
        status.with(
            "conditions",
            status
                .array("conditions")
                .map(
                    c ->
                        ((JsonObject) c)
                            .with("status", "Unknown")
                            .with("reason", "NodeStatusUnknown")));
    api.put(NODES, node().with("status", unknown));
    assertFalse(Conditions.isTrue(node(), "Ready"));
    reporter.beat();
    assertTrue(Conditions.isTrue(node(), "Ready"));
  }

  @Test
  void aNodeThatSomebodyDeletedRegistersAtItsNextBeat() {
    reporter.beat();
    api.remove(NODES, "", "n1");
    reporter.beat();
    assertTrue(Conditions.isTrue(node(), "Ready"));
  }

  @Test
  void whatTheServerKnowsAlreadyIsNotWrittenAgain() {
    reporter.beat();
    reporter.beat();
    String version = version();
    reporter.beat();
    assertEquals(version, version());
  }
}
