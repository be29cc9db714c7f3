package io.coxswain.node.pod;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import io.coxswain.node.runtime.AttachSpec;
import io.coxswain.node.runtime.Container;
import io.coxswain.node.runtime.ContainerStream;
import io.coxswain.node.runtime.ContainerUsage;
import io.coxswain.node.runtime.ExecSpec;
import io.coxswain.node.runtime.Labels;
import io.coxswain.node.runtime.LogOptions;
import io.coxswain.node.runtime.PodAccess;
import io.coxswain.node.runtime.Sandbox;
import io.coxswain.node.runtime.StreamOutput;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the kubelet's API reaches of the pods, over their workers and the runtime. */
public final class NodePods implements PodAccess {
  private static final Gvr PODS = Gvr.core("pods");
  private final PodWorkers workers;
  private final NodeServices services;
  private final ContainerSpecs specs;

  public NodePods(PodWorkers workers, NodeServices services) {
    this.workers = workers;
    this.services = services;
    this.specs = new ContainerSpecs(services.node());
  }

  @Override
  public List<JsonObject> pods() {
    return workers.pods();
  }

  @Override
  public Optional<JsonObject> pod(String namespace, String name, String uid) {
    return workers.pod(namespace, name, uid);
  }

  private JsonObject require(String namespace, String name) {
    return pod(namespace, name, "").orElseThrow(() -> ApiException.notFound(PODS, name));
  }

  /** The container asked for, or the only one, or the default one by annotation. */
  private static String choose(JsonObject pod, String container) {
    if (!container.isEmpty()) {
      if (PodSpecs.container(pod, container).isEmpty()) {
        throw ApiException.badRequest(
            "container " + container + " is not valid for pod " + Meta.name(pod));
      }
      return container;
    }
    String preferred = Meta.annotation(pod, "kubectl.kubernetes.io/default-container");
    if (preferred != null && PodSpecs.container(pod, preferred).isPresent()) {
      return preferred;
    }
    return PodSpecs.name(PodSpecs.containers(pod).getFirst());
  }

  /** Newest first. */
  private List<Container> history(JsonObject pod, String container) {
    Map<String, String> labels =
        Map.of(Labels.POD_UID, Meta.uid(pod), Labels.CONTAINER_NAME, container);
    List<Container> out = new ArrayList<>(services.runtime().list(labels));
    out.sort(Comparator.comparingInt(PodView::attempt).reversed());
    return out;
  }

  @Override
  public void logs(
      String namespace, String name, String container, LogOptions options, OutputStream out) {
    JsonObject pod = require(namespace, name);
    String chosen = choose(pod, container);
    List<Container> history = history(pod, chosen);
    int wanted = options.previous() ? 1 : 0;
    if (history.size() <= wanted) {
      throw ApiException.badRequest(
          options.previous()
              ? "previous terminated container \"" + chosen + "\" in pod \"" + name + "\" not found"
              : waiting(pod, chosen));
    }
    Container found = history.get(wanted);
    Path log = specs.logPath(pod, chosen, PodView.attempt(found));
    String id = found.id();
    LogReader.copy(
        log,
        options,
        out,
        () -> services.runtime().inspect(id).map(Container::isRunning).orElse(false),
        services.sleeper());
  }

  private static String waiting(JsonObject pod, String container) {
    String reason = "ContainerCreating";
    for (String list : List.of("containerStatuses", "initContainerStatuses")) {
      for (JsonObject status : pod.object("status").objects(list)) {
        if (status.string("name", "").equals(container)) {
          reason = status.object("state").object("waiting").string("reason", reason);
        }
      }
    }
    return "container \""
        + container
        + "\" in pod \""
        + Meta.name(pod)
        + "\" is waiting to start: "
        + reason;
  }

  @Override
  public ContainerStream exec(
      String namespace, String name, String container, ExecSpec spec, StreamOutput output) {
    JsonObject pod = require(namespace, name);
    return services.runtime().exec(running(pod, container).id(), spec, output);
  }

  @Override
  public ContainerStream attach(
      String namespace, String name, String container, AttachSpec spec, StreamOutput output) {
    JsonObject pod = require(namespace, name);
    Container found = running(pod, container);
    JsonObject of =
        PodSpecs.container(pod, found.label(Labels.CONTAINER_NAME)).orElse(JsonObject.EMPTY);
    boolean stdin = spec.stdin() && of.bool("stdin", false);
    AttachSpec asked = new AttachSpec(stdin, spec.stdout(), spec.stderr(), of.bool("tty", false));
    return services.runtime().attach(found.id(), asked, output);
  }

  private Container running(JsonObject pod, String container) {
    String chosen = choose(pod, container);
    return history(pod, chosen).stream()
        .filter(Container::isRunning)
        .findFirst()
        .orElseThrow(
            () ->
                ApiException.badRequest("container not found (\"" + chosen + "\") or not running"));
  }

  @Override
  public Optional<Path> networkNamespace(String namespace, String name) {
    JsonObject pod = require(namespace, name);
    return services.sandboxes().find(Meta.uid(pod)).map(Sandbox::network);
  }

  @Override
  public JsonObject statsSummary() {
    String now = Time.seconds(services.clock().instant());
    List<Json> pods = new ArrayList<>();
    for (JsonObject pod : pods()) {
      List<Json> containers = new ArrayList<>();
      Map<String, String> labels = Map.of(Labels.POD_UID, Meta.uid(pod));
      for (Container container : services.runtime().list(labels)) {
        String name = container.label(Labels.CONTAINER_NAME);
        if (container.isRunning() && !name.isEmpty()) {
          services
              .runtime()
              .usage(container.id())
              .ifPresent(usage -> containers.add(usage(name, usage, now)));
        }
      }
      JsonObject reference =
          JsonObject.of("name", Meta.name(pod))
              .with("namespace", Meta.namespace(pod))
              .with("uid", Meta.uid(pod));
      pods.add(JsonObject.of("podRef", reference).with("containers", JsonArray.of(containers)));
    }
    return JsonObject.of("node", JsonObject.of("nodeName", services.node().name()))
        .with("pods", JsonArray.of(pods));
  }

  private static JsonObject usage(String name, ContainerUsage usage, String now) {
    return JsonObject.builder()
        .put("name", name)
        .put("cpu", JsonObject.of("time", now).with("usageCoreNanoSeconds", usage.cpuNanos()))
        .put(
            "memory",
            JsonObject.of("time", now)
                .with("workingSetBytes", usage.memoryBytes())
                .with("usageBytes", usage.memoryBytes()))
        .build();
  }
}
