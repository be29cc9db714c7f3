package io.coxswain.node.pod;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.node.runtime.Container;
import io.coxswain.node.runtime.Sandbox;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** What the parts of one worker share. Of the worker's thread but where it says otherwise. */
final class PodContext {
  private final Queue<Runnable> results = new ConcurrentLinkedQueue<>(); // any thread adds
  private final Runnable wake; // any thread calls
  final NodeServices services;
  final Map<String, ContainerMemory> memories = new LinkedHashMap<>();
  private final Map<String, ContainerMemory> imageVolumes = new LinkedHashMap<>();
  final BackOff restarts = new BackOff();
  final BackOff pulls = new BackOff();
  JsonObject pod;
  List<Container> containers = List.of();
  Sandbox sandbox;
  List<String> addresses = List.of();
  Map<String, Path> volumes; // null: not prepared by this worker
  String pause = "";
  PodView.End end;
  Instant volumesDue = Instant.EPOCH;
  private Instant next;

  PodContext(NodeServices services, JsonObject pod, Runnable wake) {
    this.services = services;
    this.pod = pod;
    this.wake = wake;
  }

  ContainerMemory memory(String name) {
    return memories.computeIfAbsent(name, n -> new ContainerMemory());
  }

  /** What is known of the image that a volume shows. */
  ContainerMemory imageVolume(String name) {
    return imageVolumes.computeIfAbsent(name, n -> new ContainerMemory());
  }

  String uid() {
    return Meta.uid(pod);
  }

  Instant now() {
    return services.clock().instant();
  }

  PodView view() {
    return new PodView(
        pod,
        sandbox,
        PodSpecs.hostNetwork(pod) && sandbox != null ? services.node().addresses() : addresses,
        volumes != null,
        containers,
        memories,
        restarts,
        end,
        now());
  }

  /** The pod with the addresses it has now, for what shows them to containers. */
  JsonObject addressedPod() {
    List<String> host = services.node().addresses();
    List<String> own = PodSpecs.hostNetwork(pod) ? host : addresses;
    JsonObject status = pod.object("status");
    if (!host.isEmpty()) {
      status = status.with("hostIP", host.getFirst()).with("hostIPs", list(host));
    }
    if (!own.isEmpty()) {
      status = status.with("podIP", own.getFirst()).with("podIPs", list(own));
    }
    return pod.with("status", status);
  }

  private static JsonArray list(List<String> addresses) {
    List<Json> out = new ArrayList<>();
    addresses.forEach(ip -> out.add(JsonObject.of("ip", ip)));
    return JsonArray.of(out);
  }

  String podIp() {
    List<String> own = PodSpecs.hostNetwork(pod) ? services.node().addresses() : addresses;
    return own.isEmpty() ? "127.0.0.1" : own.getFirst();
  }

  void event(String container, String type, String reason, String message) {
    String path = container.isEmpty() ? "" : PodSpecs.fieldPath(pod, container);
    services.reporter().event(pod, path, type, reason, message);
  }

  /** Runs {@code work} in the background and what it returns on the worker's thread. */
  void background(Supplier<Runnable> work) {
    services
        .background()
        .execute(
            () -> {
              results.add(work.get());
              wake.run();
            });
  }

  /** Takes in what background work brought. */
  void takeResults() {
    for (Runnable result = results.poll(); result != null; result = results.poll()) {
      result.run();
    }
  }

  boolean hasResults() {
    return !results.isEmpty();
  }

  /** The worker must look again at {@code at} or earlier. */
  void wakeAt(Instant at) {
    if (next == null || at.isBefore(next)) {
      next = at;
    }
  }

  /** The earliest time asked for since the last call, {@code null} if none was. */
  Instant takeNext() {
    Instant out = next;
    next = null;
    return out;
  }
}
