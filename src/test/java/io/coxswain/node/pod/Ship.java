package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.node.runtime.FakeNetwork;
import io.coxswain.node.runtime.FakeRuntime;
import io.coxswain.node.runtime.FakeSandboxes;
import io.coxswain.node.volume.FakeObjects;
import io.coxswain.node.volume.NoMounts;
import io.coxswain.node.volume.PodVolumes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A node in a test: fakes around a worker, virtual time, and what was reported. */
final class Ship implements PodReporter, InstantSource {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  final FakeRuntime runtime = new FakeRuntime(this);
  final FakeSandboxes sandboxes = new FakeSandboxes();
  final FakeNetwork network = new FakeNetwork();
  final FakeObjects objects = new FakeObjects();
  final List<String> events = new ArrayList<>();
  final List<JsonObject> services = new ArrayList<>();
  final NodeServices node;
  JsonObject pod;
  boolean finished;
  PodWorker worker;
  private int ids;

  Ship(Path root) {
    JsonObject allocatable = JsonObject.of("cpu", "2").with("memory", "4Gi");
    NodeFacts facts =
        new NodeFacts(
            "n1",
            List.of("192.168.0.1"),
            allocatable,
            List.of("10.96.0.10"),
            "cluster.local",
            root.resolve("host"),
            root.resolve("logs"),
            "",
            root.resolve("seccomp"));
    PodVolumes volumes =
        new PodVolumes(root.resolve("pods"), root.resolve("run"), new NoMounts(), objects, this);
    node =
        new NodeServices(
            facts,
            runtime,
            sandboxes,
            network,
            volumes,
            objects,
            namespace -> services,
            this,
            this,
            this::sleep,
            () -> "s" + ++ids,
            Runnable::run);
  }

  @Override
  public Instant instant() {
    return now;
  }

  private void sleep(Duration time) {
    now = now.plus(time);
  }

  @Override
  public void event(
      JsonObject about, String fieldPath, String type, String reason, String message) {
    events.add(reason + ": " + message);
  }

  @Override
  public void status(JsonObject reported, boolean done) {
    pod = reported;
    finished = done;
  }

  /** A pod of this spec in JSON with single quotes. */
  static JsonObject pod(String spec) {
    String text =
        """
        {'apiVersion':'v1','kind':'Pod',
         'metadata':{'name':'web','namespace':'ns','uid':'u1','generation':1,
                     'labels':{'app':'web'}},
         'spec':%s,'status':{'phase':'Pending','qosClass':'BestEffort'}}
        """
            .formatted(spec);
    return JsonParser.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  /** A pod of one container named main with more fields of it, and more fields of the spec. */
  static JsonObject simple(String container, String spec) {
    return pod(
        "{'containers':[{'name':'main','image':'busybox:1.36'" + container + "}]" + spec + "}");
  }

  Ship run(JsonObject desired) {
    pod = desired;
    worker = new PodWorker(node, desired);
    worker.step();
    return this;
  }

  /** The agent was killed and starts again: what it published is what it gets. */
  Ship restartAgent() {
    return run(pod);
  }

  Ship step() {
    worker.step();
    return this;
  }

  Ship pass(long seconds) {
    // In steps, as wake-ups come.
    Instant end = now.plusSeconds(seconds);
    while (true) {
      Instant next = worker.step();
      if (!next.isAfter(now)) {
        next = now.plusMillis(100);
      }
      if (next.isAfter(end)) {
        break;
      }
      now = next;
    }
    now = end;
    worker.step();
    return this;
  }

  Ship update(JsonObject desired) {
    worker.update(desired);
    worker.step();
    return this;
  }

  Ship delete(long grace) {
    JsonObject metadata =
        pod.object("metadata")
            .with("deletionTimestamp", "2026-01-01T00:00:00Z")
            .with("deletionGracePeriodSeconds", grace);
    return update(pod.with("metadata", metadata));
  }

  String phase() {
    return pod.object("status").string("phase");
  }

  JsonObject container(String name) {
    JsonObject status = pod.object("status");
    for (String list :
        List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")) {
      for (JsonObject item : status.objects(list)) {
        if (item.string("name", "").equals(name)) {
          return item;
        }
      }
    }
    throw new AssertionError("no status of " + name);
  }

  String waiting(String name) {
    return container(name).object("state").object("waiting").string("reason", "");
  }

  JsonObject terminated(String name) {
    return container(name).object("state").object("terminated");
  }

  JsonObject last(String name) {
    return container(name).object("lastState").object("terminated");
  }

  boolean ready(String name) {
    return container(name).bool("ready", false);
  }

  String condition(String type) {
    return pod.object("status").objects("conditions").stream()
        .filter(c -> type.equals(c.string("type")))
        .map(
            c ->
                c.string("status", "")
                    + (c.has("reason") ? " " + c.string("reason") : "")
                    + (c.has("message") ? ": " + c.string("message") : ""))
        .findFirst()
        .orElse("none");
  }

  boolean said(String start) {
    return events.stream().anyMatch(e -> e.startsWith(start));
  }

  static Duration seconds(long n) {
    return Duration.ofSeconds(n);
  }
}
