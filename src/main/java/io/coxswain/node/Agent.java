package io.coxswain.node;

import io.coxswain.client.EventRecorder;
import io.coxswain.client.Informer;
import io.coxswain.client.KubeClient;
import io.coxswain.client.ListOptions;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Sleeper;
import io.coxswain.node.journal.Journal;
import io.coxswain.node.pod.NodeFacts;
import io.coxswain.node.pod.NodePods;
import io.coxswain.node.pod.NodeServices;
import io.coxswain.node.pod.PodPhase;
import io.coxswain.node.pod.PodWorkers;
import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.PodAccess;
import io.coxswain.node.runtime.PodNetwork;
import io.coxswain.node.runtime.SandboxRuntime;
import io.coxswain.node.volume.Mounts;
import io.coxswain.node.volume.PodVolumes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The agent: runs the pods bound to this node and reports them and the node.
 *
 * <p>It starts from the API, or, where that does not answer, from its journal; it adopts containers
 * that run already, and closing it leaves them running.
 */
public final class Agent implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Agent.class.getName());
  private static final Gvr PODS = Gvr.core("pods");
  private static final String PODS_KEY = "pods/";
  private static final Duration SERVER_PATIENCE = Duration.ofSeconds(5);
  private final AgentSettings settings;
  private final KubeClient client;
  private final Supplier<JsonObject> self;
  private final Sleeper sleeper;
  private final Journal journal;
  private final ApiPodObjects objects;
  private final PodStatusWriter statuses;
  private final EventRecorder recorder;
  private final NodeObject node;
  private final NodeReporter reporter;
  private final PodWorkers workers;
  private final NodePods access;
  private volatile Informer pods;
  private volatile boolean closed;
  private Thread heart;
  private Thread starter;

  /** The parts of this machine an agent stands on. */
  public record Machine(
      HostFacts host,
      ContainerRuntime runtime,
      SandboxRuntime sandboxes,
      PodNetwork network,
      Mounts mounts) {}

  /**
   * What an agent is given to reach and to tell time.
   *
   * @param services those of a namespace, as far as they are known
   * @param self the Node of this agent as last seen, or {@code null}
   * @param notReady why pods cannot run, as the network sees it; empty where they can
   * @param ids random identifiers
   * @param background a thread a task
   */
  public record Surroundings(
      KubeClient client,
      Function<String, List<JsonObject>> services,
      Supplier<JsonObject> self,
      Supplier<String> notReady,
      InstantSource clock,
      Sleeper sleeper,
      Supplier<String> ids,
      Executor background) {}

  public Agent(AgentSettings settings, Machine machine, Surroundings surroundings) {
    this.settings = settings;
    this.client = surroundings.client();
    this.self = surroundings.self();
    this.sleeper = surroundings.sleeper();
    Path data = settings.dataDirectory();
    this.journal = new Journal(data.resolve("journal"));
    this.objects = new ApiPodObjects(client, journal, surroundings.clock());
    this.node = new NodeObject(settings, machine.host());
    this.recorder =
        new EventRecorder(client, "kubelet", settings.nodeName(), surroundings.clock(), sleeper);
    this.statuses = new PodStatusWriter(client, recorder, this::live, this::gone, sleeper);
    this.reporter =
        new NodeReporter(
            settings,
            client,
            machine.runtime(),
            node,
            surroundings.notReady(),
            surroundings.clock());
    PodVolumes volumes =
        new PodVolumes(
            data.resolve("pods"),
            settings.runDirectory().resolve("pods"),
            machine.mounts(),
            objects,
            surroundings.clock());
    NodeFacts facts =
        new NodeFacts(
            settings.nodeName(),
            settings.addresses(),
            node.allocatable(),
            settings.dnsServers(),
            settings.clusterDomain(),
            Path.of("/etc"),
            data.resolve("logs"),
            settings.cgroupRoot(),
            data.resolve("seccomp"));
    NodeServices services =
        new NodeServices(
            facts,
            machine.runtime(),
            machine.sandboxes(),
            machine.network(),
            volumes,
            objects,
            surroundings.services(),
            statuses,
            surroundings.clock(),
            sleeper,
            surroundings.ids(),
            surroundings.background());
    this.workers = new PodWorkers(services);
    this.access = new NodePods(workers, services);
  }

  /** For the kubelet's API. */
  public PodAccess pods() {
    return access;
  }

  /** Starts and returns at once; everything is tried again until it works. */
  public void start() {
    statuses.start();
    workers.start();
    heart = Thread.ofVirtual().name("node-heart").start(this::beat);
    starter = Thread.ofVirtual().name("node-pods").start(this::follow);
  }

  private void beat() {
    try {
      while (!closed) {
        sleeper.sleep(reporter.beat());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    ListOptions mine = ListOptions.fields("spec.nodeName=" + settings.nodeName());
    Informer informer = Informer.start(client, PODS, "", mine);
    pods = informer;
    if (!informer.awaitSync(SERVER_PATIENCE)) {
      LOG.log(System.Logger.Level.INFO, "server away: starting pods from the journal");
      journal
          .all()
          .forEach(
              (key, pod) -> {
                if (key.startsWith(PODS_KEY)) {
                  workers.put(pod);
                }
              });
    }
    while (!closed && !informer.awaitSync(Duration.ofMinutes(1))) {
      LOG.log(System.Logger.Level.INFO, "still no answer from the server");
    }
    if (closed) {
      return;
    }
    informer.onEvent(this::changed);
    dropUnknown(informer);
    cleanUp();
  }

  private void changed(JsonObject old, JsonObject now) {
    if (closed) {
      return;
    }
    if (now == null) {
      String uid = Meta.uid(old);
      statuses.forget(uid);
      journal.remove(PODS_KEY + uid);
      workers.remove(uid);
      return;
    }
    take(now);
    statuses.seen(now);
  }

  /** What the journal has was admitted in an earlier life, and what has begun by another agent. */
  private synchronized void take(JsonObject pod) {
    String key = PODS_KEY + Meta.uid(pod);
    boolean begun = pod.object("status").has("startTime") || PodPhase.isOver(pod);
    if (begun || journal.get(key) != null) {
      workers.put(pod);
    } else {
      workers.admit(pod, this::known, this::asked);
    }
    journal.put(key, journaled(pod));
  }

  private JsonObject known() {
    JsonObject known = self.get();
    return known == null ? asked() : known;
  }

  /** The Node as the server has it; what this agent says of it where that does not answer. */
  private JsonObject asked() {
    try {
      Optional<JsonObject> found = client.find(Gvr.core("nodes"), "", settings.nodeName());
      if (found.isPresent()) {
        return found.get();
      }
    } catch (ApiException e) {
      LOG.log(System.Logger.Level.DEBUG, "the node cannot be asked for: " + e.getMessage());
    }
    return node.registration(JsonObject.EMPTY);
  }

  /** Without what changes all the time; containers' own history is the runtime's. */
  static JsonObject journaled(JsonObject pod) {
    JsonObject status = pod.object("status");
    JsonObject.Builder kept = JsonObject.builder();
    kept.put("qosClass", status.get("qosClass")).put("startTime", status.get("startTime"));
    String phase = status.string("phase", "");
    if (phase.equals("Succeeded") || phase.equals("Failed")) {
      kept.put("phase", phase);
    }
    return Meta.without(pod, "resourceVersion", "managedFields").with("status", kept.build());
  }

  /** Journaled pods that the API does not have any more. */
  private void dropUnknown(Informer informer) {
    Set<String> known = new HashSet<>();
    informer.list().forEach(pod -> known.add(Meta.uid(pod)));
    for (String key : journal.all().keySet()) {
      if (key.startsWith(PODS_KEY) && !known.contains(key.substring(PODS_KEY.length()))) {
        journal.remove(key);
      }
    }
    for (String uid : workers.uids()) {
      if (!known.contains(uid)) {
        workers.remove(uid);
      }
    }
    informer.list().forEach(this::take);
  }

  private void cleanUp() {
    while (!closed) {
      try {
        workers.removeOrphans();
        objects.retain(workers.pods());
        return;
      } catch (ApiException e) {
        LOG.log(System.Logger.Level.DEBUG, "orphans not removed yet: " + e.getMessage());
      }
      try {
        sleeper.sleep(NodeReporter.BEAT);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private JsonObject live(ObjectKey key) {
    Informer informer = pods;
    if (informer == null || !informer.isSynced()) {
      throw ApiException.unavailable("pods are not known yet");
    }
    return informer.get(key);
  }

  private void gone(String uid) {
    journal.remove(PODS_KEY + uid);
    workers.forgetFinished();
    objects.retain(workers.pods());
  }

  /** Stops reporting and following; containers run on. */
  @Override
  public void close() {
    closed = true;
    heart.interrupt();
    starter.interrupt();
    workers.close();
    statuses.close();
    recorder.close();
    Informer informer = pods;
    if (informer != null) {
      informer.close();
    }
    journal.close();
  }
}
