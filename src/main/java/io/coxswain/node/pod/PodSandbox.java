package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import io.coxswain.node.runtime.PodAttachment;
import io.coxswain.node.runtime.Sandbox;
import io.coxswain.node.runtime.SandboxSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes and takes down what the containers of a pod share: namespaces, address, files, volumes. */
final class PodSandbox {
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration REFRESH = Duration.ofSeconds(60);
  private final PodContext context;

  PodSandbox(PodContext context) {
    this.context = context;
  }

  /** Finds the sandbox of an earlier agent; its address is the same as before. */
  void adopt() {
    context.sandbox = context.services.sandboxes().find(context.uid()).orElse(null);
    if (context.sandbox != null) {
      attach();
    }
  }

  /** Makes the sandbox; on failure an event tells why and the next step tries again. */
  void make() {
    try {
      if (context.sandbox == null) {
        context.sandbox = context.services.sandboxes().create(spec());
      }
      attach();
    } catch (ApiException e) {
      context.event(
          "",
          "Warning",
          "FailedCreatePodSandBox",
          "Failed to create pod sandbox: " + e.getMessage());
      context.wakeAt(context.now().plus(RETRY));
    }
  }

  private SandboxSpec spec() {
    JsonObject spec = context.pod.object("spec");
    Map<String, String> sysctls = new LinkedHashMap<>();
    for (JsonObject sysctl : spec.object("securityContext").objects("sysctls")) {
      sysctls.put(sysctl.string("name", ""), sysctl.string("value", ""));
    }
    return new SandboxSpec(
        context.uid(),
        context.services.ids().get(),
        PodFiles.hostname(context.pod, context.services.node().clusterDomain()),
        PodSpecs.hostNetwork(context.pod),
        spec.bool("hostIPC", false),
        sysctls);
  }

  private void attach() {
    if (context.sandbox.network() == null) {
      context.addresses = context.services.node().addresses();
      return;
    }
    PodAttachment attachment =
        new PodAttachment(
            context.uid(),
            ObjectKey.of(context.pod),
            context.sandbox.network(),
            PodSpecs.hostPorts(context.pod));
    context.addresses = context.services.network().attach(attachment).addresses();
  }

  /** Prepares the volumes, or brings them up to date; on failure an event tells why. */
  void prepareVolumes() {
    try {
      JsonObject pod = context.addressedPod();
      JsonObject allocatable = context.services.node().allocatable();
      Map<String, Path> paths = context.services.volumes().prepare(pod, allocatable);
      writeFiles();
      context.volumes = paths;
      context.volumesDue = context.now().plus(REFRESH);
    } catch (ApiException e) {
      context.event("", "Warning", "FailedMount", e.getMessage());
      context.volumesDue = context.now().plus(context.volumes == null ? RETRY : REFRESH);
      context.wakeAt(context.volumesDue);
    }
  }

  Path files() {
    return context.services.volumes().podDirectory(context.uid()).resolve("etc");
  }

  private void writeFiles() {
    NodeFacts node = context.services.node();
    JsonObject pod = context.pod;
    try {
      Files.createDirectories(files());
      String name =
          PodSpecs.hostNetwork(pod) ? node.name() : PodFiles.hostname(pod, node.clusterDomain());
      String hosts = PodFiles.hosts(pod, context.addresses, host("hosts"), node.clusterDomain());
      write("hosts", hosts);
      write("hostname", name + "\n");
      write(
          "resolv.conf",
          PodFiles.resolv(pod, node.dnsServers(), node.clusterDomain(), host("resolv.conf")));
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }

  private String host(String name) throws IOException {
    try {
      return Files.readString(context.services.node().hostFiles().resolve(name));
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** In place: running containers have the file itself mounted. */
  private void write(String name, String text) throws IOException {
    Path path = files().resolve(name);
    if (!Files.exists(path) || !Files.readString(path).equals(text)) {
      Files.writeString(path, text);
    }
  }

  /** Releases everything but containers and logs. Safe to repeat. */
  void tearDown() {
    if (!context.pause.isEmpty()) {
      // Removing it would take those with it that have joined it, and their logs are still wanted.
      context.services.runtime().signal(context.pause, "KILL");
    }
    context.services.network().detach(context.uid());
    context.services.sandboxes().remove(context.uid());
    context.services.volumes().remove(context.uid());
    context.sandbox = null;
    context.volumes = null;
  }

  Sandbox sandbox() {
    return context.sandbox;
  }
}
