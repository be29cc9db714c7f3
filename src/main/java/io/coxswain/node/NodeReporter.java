package io.coxswain.node;

import io.coxswain.client.KubeClient;
import io.coxswain.client.PatchType;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Time;
import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.Image;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Registers the node, renews its Lease every 10 s and writes its status when it changes or every 5
 * min. One call of {@link #beat} does what is due; it never throws for a server that is away.
 */
final class NodeReporter {
  private static final System.Logger LOG = System.getLogger(NodeReporter.class.getName());
  private static final Gvr NODES = Gvr.core("nodes");
  private static final Gvr LEASES = Gvr.of("coordination.k8s.io/v1", "leases");
  private static final String LEASE_NAMESPACE = "kube-node-lease";
  private static final int LEASE_SECONDS = 40;
  static final Duration BEAT = Duration.ofSeconds(10);
  private static final Duration REPORT = Duration.ofMinutes(5);
  private final AgentSettings settings;
  private final KubeClient client;
  private final ContainerRuntime runtime;
  private final NodeObject node;
  private final Supplier<String> notReady;
  private final InstantSource clock;
  private JsonObject lease; // as last written
  private JsonObject reported = JsonObject.EMPTY; // the status without heartbeats
  private Instant reportedAt = Instant.EPOCH;
  private boolean registered;
  private String runtimeVersion = "podman://0.0.0";
  private List<Image> images = List.of();
  private Instant imagesAt = Instant.EPOCH;

  NodeReporter(
      AgentSettings settings,
      KubeClient client,
      ContainerRuntime runtime,
      NodeObject node,
      Supplier<String> notReady,
      InstantSource clock) {
    this.settings = settings;
    this.client = client;
    this.runtime = runtime;
    this.node = node;
    this.notReady = notReady;
    this.clock = clock;
  }

  /**
   * Does what is due.
   *
   * @return how long to wait before the next call
   */
  Duration beat() {
    try {
      String trouble = trouble();
      if (!registered) {
        register(trouble);
      }
      report(trouble);
      renewLease();
      // A node that cannot run pods yet says so quickly once it can.
      return trouble.isEmpty() ? BEAT : Duration.ofSeconds(1);
    } catch (ApiException e) {
      System.Logger.Level level = registered ? System.Logger.Level.DEBUG : System.Logger.Level.INFO;
      LOG.log(level, "node " + settings.nodeName() + " not reported: " + e.getMessage());
      return registered ? Duration.ofSeconds(2) : Duration.ofSeconds(1);
    }
  }

  private String trouble() {
    try {
      runtimeVersion = runtime.version();
      if (!clock.instant().isBefore(imagesAt.plus(REPORT))) {
        images = runtime.images();
        imagesAt = clock.instant();
      }
      return notReady.get();
    } catch (ApiException e) {
      return "container runtime is down: " + e.getMessage();
    }
  }

  private void register(String trouble) {
    Instant now = clock.instant();
    JsonObject status = node.status(JsonArray.EMPTY, runtimeVersion, trouble, images, now);
    try {
      client.create(NODES, "", node.registration(status));
    } catch (ApiException e) {
      if (!e.is(Reason.ALREADY_EXISTS)) {
        throw e;
      }
      JsonObject metadata = JsonObject.of("labels", node.labels());
      client.patch(
          NODES,
          "",
          settings.nodeName(),
          null,
          PatchType.STRATEGIC,
          JsonObject.of("metadata", metadata));
    }
    registered = true;
  }

  private void report(String trouble) {
    Instant now = clock.instant();
    JsonObject status = node.status(JsonArray.EMPTY, runtimeVersion, trouble, images, now);
    JsonObject steady = steady(status);
    boolean due = !now.isBefore(reportedAt.plus(REPORT));
    // As kubelet's tryUpdateNodeStatus: what counts is what the server has, which others write too.
    Optional<JsonObject> there = client.find(NODES, "", settings.nodeName());
    if (!due && steady.equals(reported) && there.filter(n -> says(n, status)).isPresent()) {
      return;
    }
    if (there.isEmpty()) {
      // Somebody deleted the Node while it lives.
      registered = false;
      register(trouble);
      there = client.find(NODES, "", settings.nodeName());
    }
    JsonArray known = there.orElse(JsonObject.EMPTY).object("status").array("conditions");
    JsonObject next = node.status(known, runtimeVersion, trouble, images, now);
    client.patch(
        NODES,
        "",
        settings.nodeName(),
        "status",
        PatchType.STRATEGIC,
        JsonObject.of("status", next));
    reported = steady;
    reportedAt = now;
  }

  /** Whether the node there has every condition as it is, and not as somebody gave it up. */
  private static boolean says(JsonObject there, JsonObject status) {
    return status.array("conditions").objects().stream()
        .allMatch(
            c ->
                Conditions.find(there, c.string("type"))
                    .filter(known -> c.string("status").equals(known.string("status")))
                    .isPresent());
  }

  /** Without times, which change each time. */
  private static JsonObject steady(JsonObject status) {
    return status.with(
        "conditions",
        status
            .array("conditions")
            .map(c -> ((JsonObject) c).without("lastHeartbeatTime", "lastTransitionTime")));
  }

  private void renewLease() {
    String now = Time.micros(clock.instant());
    if (lease == null) {
      lease =
          client
              .find(LEASES, LEASE_NAMESPACE, settings.nodeName())
              .orElseGet(() -> client.create(LEASES, LEASE_NAMESPACE, newLease(now)));
    }
    try {
      JsonObject spec =
          lease
              .object("spec")
              .with("holderIdentity", settings.nodeName())
              .with("leaseDurationSeconds", LEASE_SECONDS)
              .with("renewTime", now);
      lease = client.update(LEASES, lease.with("spec", spec));
    } catch (ApiException e) {
      lease = null;
      if (!e.is(Reason.CONFLICT) && !e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
  }

  private JsonObject newLease(String now) {
    JsonObject owner = client.get(NODES, "", settings.nodeName());
    JsonObject reference =
        JsonObject.of("apiVersion", "v1")
            .with("kind", "Node")
            .with("name", settings.nodeName())
            .with("uid", Meta.uid(owner));
    return JsonObject.of("apiVersion", "coordination.k8s.io/v1")
        .with("kind", "Lease")
        .with(
            "metadata",
            JsonObject.of("name", settings.nodeName())
                .with("namespace", LEASE_NAMESPACE)
                .with("ownerReferences", JsonArray.of(reference)))
        .with(
            "spec",
            JsonObject.of("holderIdentity", settings.nodeName())
                .with("leaseDurationSeconds", LEASE_SECONDS)
                .with("renewTime", now));
  }
}
