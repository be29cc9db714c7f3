package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.node.runtime.Container;
import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.ContainerSpec;
import io.coxswain.node.runtime.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes and starts a container, and says why where it cannot (kubelet's startContainer). */
final class ContainerStarter {
  private static final Duration RETRY = Duration.ofSeconds(10);
  private final PodContext context;
  private final PodSandbox sandbox;
  private final ImagePuller puller;
  private final ContainerSpecs specs;
  private final Environment environment;
  private final Handlers handlers;
  private final ContainerRuntime runtime;

  ContainerStarter(PodContext context, PodSandbox sandbox, Handlers handlers) {
    this.context = context;
    this.sandbox = sandbox;
    this.puller = new ImagePuller(context);
    this.specs = new ContainerSpecs(context.services.node());
    this.environment = new Environment(context.services.objects());
    this.handlers = handlers;
    this.runtime = context.services.runtime();
  }

  /** Whether something changed, so that the worker looks again at once. */
  boolean start(JsonObject spec, int attempt) {
    String name = PodSpecs.name(spec);
    ContainerMemory memory = context.memory(name);
    Instant now = context.now();
    if (memory.startFailed != null && now.isBefore(memory.startFailed.plus(RETRY))) {
      context.wakeAt(memory.startFailed.plus(RETRY));
      return false;
    }
    Image image = puller.ready(spec, memory);
    if (image == null) {
      return false;
    }
    Map<String, String> images = imageVolumes(name, memory);
    if (images == null) {
      return false;
    }
    ContainerSpec wanted;
    try {
      wanted = specs.of(parts(spec, attempt, image, images));
    } catch (ApiException e) {
      return failed(name, memory, "CreateContainerConfigError", "Error: " + e.getMessage(), e);
    }
    String id;
    try {
      prepareFiles(name, attempt, wanted);
      id = runtime.create(wanted);
    } catch (ApiException e) {
      return failed(name, memory, "CreateContainerError", "Error: " + e.getMessage(), e);
    }
    Container last = context.view().newest(name);
    if (last != null) {
      context.restarts.next(name, PodView.finishedAt(last), now);
    }
    context.event(name, "Normal", "Created", "Container created");
    return run(spec, name, memory, id);
  }

  private boolean run(JsonObject spec, String name, ContainerMemory memory, String id) {
    memory.image = null;
    memory.stopping = null;
    try {
      runtime.start(id);
    } catch (ApiException e) {
      if (e.is(Reason.SERVICE_UNAVAILABLE) || e.is(Reason.TIMEOUT)) {
        throw e;
      }
      memory.startErrors.put(id, e.getMessage());
      memory.waiting("RunContainerError", e.getMessage());
      context.event(name, "Warning", "Failed", "Error: " + e.getMessage());
      return true;
    }
    memory.waiting("", "");
    memory.startFailed = null;
    context.event(name, "Normal", "Started", "Container started");
    JsonObject hook = spec.object("lifecycle").object("postStart");
    if (!hook.isEmpty()) {
      postStart(hook, spec, name, memory, id);
    }
    return true;
  }

  private boolean failed(
      String name, ContainerMemory memory, String reason, String event, ApiException e) {
    if (e.is(Reason.SERVICE_UNAVAILABLE) && reason.equals("CreateContainerError")) {
      throw e;
    }
    boolean news = !memory.waitingReason.equals(reason);
    memory.waiting(reason, e.getMessage());
    memory.startFailed = context.now();
    context.wakeAt(memory.startFailed.plus(RETRY));
    context.event(name, "Warning", "Failed", event);
    return news;
  }

  /**
   * The images of the pod's image volumes by volume, or {@code null} while one is not here: then
   * the container waits for it as for its own.
   */
  private Map<String, String> imageVolumes(String name, ContainerMemory memory) {
    Map<String, String> out = new LinkedHashMap<>();
    for (JsonObject volume : context.pod.object("spec").objects("volumes")) {
      if (!volume.has("image")) {
        continue;
      }
      JsonObject source = volume.object("image");
      String volumeName = volume.string("name", "");
      ContainerMemory own = context.imageVolume(volumeName);
      JsonObject wanted =
          JsonObject.of("name", name)
              .with("image", source.string("reference", ""))
              .with("imagePullPolicy", source.string("pullPolicy", "IfNotPresent"));
      Image image = puller.ready(wanted, own);
      if (image == null) {
        memory.waiting(own.waitingReason, own.waitingMessage);
        return null;
      }
      out.put(volumeName, image.id().replace("sha256:", ""));
    }
    return out;
  }

  private ContainerSpecs.Parts parts(
      JsonObject spec, int attempt, Image image, Map<String, String> images) {
    JsonObject pod = context.addressedPod();
    Map<String, String> services = serviceVariables();
    Map<String, String> variables =
        environment.of(pod, spec, services, context.services.node().allocatable());
    return new ContainerSpecs.Parts(
        pod,
        spec,
        attempt,
        image,
        variables,
        context.volumes,
        images,
        context.sandbox,
        context.pause,
        target(spec),
        terminationLog(PodSpecs.name(spec), attempt),
        sandbox.files());
  }

  /** The container whose processes an ephemeral one sees. */
  private String target(JsonObject spec) {
    String name = spec.string("targetContainerName", "");
    Container container = name.isEmpty() ? null : context.view().current(name);
    return container == null ? "" : container.id();
  }

  /** Those of the pod's namespace where it asks for them, and always the API server's. */
  private Map<String, String> serviceVariables() {
    List<JsonObject> services = new ArrayList<>();
    String namespace = Meta.namespace(context.pod);
    boolean links = context.pod.object("spec").bool("enableServiceLinks", true);
    for (JsonObject service : context.services.services().apply("default")) {
      if (Meta.name(service).equals("kubernetes") || (links && namespace.equals("default"))) {
        services.add(service);
      }
    }
    if (links && !namespace.equals("default")) {
      services.addAll(context.services.services().apply(namespace));
    }
    return new LinkedHashMap<>(ServiceVariables.of(services));
  }

  Path terminationLog(String name, int attempt) {
    return context
        .services
        .volumes()
        .podDirectory(context.uid())
        .resolve("containers")
        .resolve(name)
        .resolve(attempt + ".message");
  }

  Path logPath(String name, int attempt) {
    return specs.logPath(context.pod, name, attempt);
  }

  Path logDirectory() {
    return specs.logDirectory(context.pod);
  }

  private void prepareFiles(String name, int attempt, ContainerSpec wanted) {
    try {
      Path message = terminationLog(name, attempt);
      Files.createDirectories(message.getParent());
      Files.deleteIfExists(message);
      Files.createFile(message);
      // Any user of the container may write its last words.
      Files.setAttribute(message, "unix:mode", 0666);
      Files.createDirectories(wanted.logPath().getParent());
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }

  private void postStart(
      JsonObject hook, JsonObject spec, String name, ContainerMemory memory, String id) {
    memory.hookOf = id;
    String ip = context.podIp();
    Duration limit = Duration.ofDays(1);
    context.background(
        () -> {
          ProbeOutcome outcome = handlers.hook(hook, spec, id, ip, limit);
          return () -> {
            memory.hookOf = "";
            if (!outcome.success()) {
              context.event(name, "Warning", "FailedPostStartHook", "PostStartHook failed");
              Container container = context.view().newest(name);
              if (container != null && container.id().equals(id)) {
                new ContainerStopper(context, handlers)
                    .begin(
                        container,
                        name,
                        Duration.ofSeconds(PodSpecs.gracePeriod(context.pod)),
                        "FailedPostStartHook");
              }
            }
          };
        });
  }
}
