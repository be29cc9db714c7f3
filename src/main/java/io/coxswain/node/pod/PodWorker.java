package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Time;
import io.coxswain.node.runtime.Container;
import io.coxswain.node.runtime.ContainerState;
import io.coxswain.node.runtime.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Carries one pod through its life on one virtual thread: look at the containers, decide, act,
 * publish, wait. What takes long (pulls, probes, hooks) runs in the background and comes back as a
 * result; so a step is quick, and every step decides anew from what is there.
 */
public final class PodWorker {
  private static final int MAX_ROUNDS = 50;
  private static final Duration RUNTIME_AWAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final String PAUSE = "io.coxswain.pause";

  // Written by anyone:
  private volatile JsonObject desired;
  private volatile boolean removed;
  private volatile boolean woken;
  private volatile Thread thread;
  private volatile JsonObject status; // as last published, within the pod

  // Of the worker's thread:
  private final NodeServices services;
  private final PodContext context;
  private final PodSandbox sandbox;
  private final ContainerStarter starter;
  private final ContainerStopper stopper;
  private final ProbeRunner probes;
  private final Map<String, Container> ended = new HashMap<>(); // ended ones do not change
  private JsonObject published = JsonObject.EMPTY;
  private boolean adopted;
  private boolean tornDown;
  private boolean finished;

  public PodWorker(NodeServices services, JsonObject pod) {
    this.services = services;
    this.desired = pod;
    this.status = pod;
    this.context = new PodContext(services, pod, this::wake);
    Handlers handlers = new Handlers(services.runtime(), services.sleeper());
    this.sandbox = new PodSandbox(context);
    this.starter = new ContainerStarter(context, sandbox, handlers);
    this.stopper = new ContainerStopper(context, handlers);
    this.probes = new ProbeRunner(context, handlers);
  }

  /** The node does not take the pod: called before the start, with the status that says so. */
  void reject(JsonObject failed) {
    published = failed;
    status = desired.with("status", merged(desired));
    services.reporter().status(status, false);
    String message = failed.string("message", "").replaceFirst("^Pod was rejected: ", "");
    context.event("", "Warning", failed.string("reason", ""), message);
  }

  /** Starts the worker's thread. */
  public void start() {
    thread = Thread.ofVirtual().name("pod " + Meta.name(desired)).start(this::run);
  }

  /** Ends the thread; containers and everything else stay as they are. */
  public void stop() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  /** A newer version of the pod. */
  public void update(JsonObject pod) {
    desired = pod;
    wake();
  }

  /** The pod is gone from the API: what is left of it must go too. */
  public void remove() {
    removed = true;
    wake();
  }

  /** Something may have happened to its containers. */
  public void wake() {
    woken = true;
    Thread running = thread;
    if (running != null) {
      LockSupport.unpark(running);
    }
  }

  /** The pod as last published. */
  public JsonObject pod() {
    return status;
  }

  /** Whether the API has forgotten the pod. */
  boolean isRemoved() {
    return removed;
  }

  /** Whether nothing is left to do for a pod that is to go. */
  public boolean isFinished() {
    return finished;
  }

  private void run() {
    while (!finished && !Thread.currentThread().isInterrupted()) {
      woken = false;
      Instant next = step();
      Duration wait = Duration.between(context.now(), next);
      if (!woken && !finished && wait.isPositive()) {
        LockSupport.parkNanos(wait.toNanos());
      }
    }
  }

  /**
   * Does what is to be done now.
   *
   * @return when to look again, unless woken before
   */
  Instant step() {
    try {
      for (int round = 0; round < MAX_ROUNDS && !finished; round++) {
        context.takeNext();
        observe();
        // After looking: results speak of containers that were just started, too.
        context.takeResults();
        boolean changed = act();
        publish();
        if (!changed && !context.hasResults()) {
          break;
        }
      }
    } catch (ApiException e) {
      if (!e.is(Reason.SERVICE_UNAVAILABLE) && !e.is(Reason.TIMEOUT)) {
        context.event("", "Warning", "FailedSync", "error: " + e.getMessage());
      }
      return context.now().plus(RUNTIME_AWAY);
    }
    Instant next = context.takeNext();
    Instant latest = context.now().plus(LONGEST_WAIT);
    return next == null || next.isAfter(latest) ? latest : next;
  }

  private void observe() {
    JsonObject pod = desired;
    context.pod = published.isEmpty() ? pod : pod.with("status", merged(pod));
    List<Container> found = new ArrayList<>();
    context.pause = "";
    for (Container listed : services.runtime().list(Map.of(Labels.POD_UID, context.uid()))) {
      if (listed.labels().containsKey(PAUSE)) {
        // A dead one holds no namespace any more; it is replaced under its name.
        context.pause = listed.isRunning() ? listed.id() : "";
        continue;
      }
      Container known = ended.get(listed.id());
      Container container =
          known != null ? known : services.runtime().inspect(listed.id()).orElse(null);
      if (container == null) {
        continue;
      }
      if (container.state() == ContainerState.EXITED && known == null) {
        ended.put(container.id(), container);
        readMessage(container);
      }
      found.add(container);
    }
    context.containers = found;
    if (!adopted) {
      sandbox.adopt();
      adopted = true;
    }
    endIfDue();
  }

  /** What we published counts, but conditions others have set since are theirs. */
  private JsonObject merged(JsonObject pod) {
    JsonObject theirs = pod.object("status");
    return StatusMerge.merge(published, theirs);
  }

  private void readMessage(Container container) {
    String name = container.label(Labels.CONTAINER_NAME);
    JsonObject spec = PodSpecs.container(context.pod, name).orElse(JsonObject.EMPTY);
    int attempt = PodView.attempt(container);
    String message =
        TerminationMessages.read(
            spec, container, starter.terminationLog(name, attempt), starter.logPath(name, attempt));
    if (!message.isEmpty()) {
      context.memory(name).messages.put(container.id(), message);
    }
  }

  private void endIfDue() {
    JsonObject pod = context.pod;
    if (removed || Meta.isDeleting(pod)) {
      long grace = Meta.of(pod).integer("deletionGracePeriodSeconds", PodSpecs.gracePeriod(pod));
      context.end = new PodView.End(Duration.ofSeconds(grace), "", "", true);
      return;
    }
    long deadline = pod.object("spec").integer("activeDeadlineSeconds", -1);
    Instant started = Time.parse(pod.object("status").string("startTime"));
    if (deadline < 0 || started == null || context.end != null) {
      return;
    }
    Instant due = started.plusSeconds(deadline);
    if (context.now().isBefore(due)) {
      context.wakeAt(due);
    } else if (!context.view().completed()) {
      String message = "Pod was active on the node longer than the specified deadline";
      context.event("", "Normal", "DeadlineExceeded", message);
      Duration grace = Duration.ofSeconds(PodSpecs.gracePeriod(pod));
      context.end = new PodView.End(grace, "DeadlineExceeded", message, false);
    }
  }

  /** Whether something was done that makes another look worth while. */
  private boolean act() {
    stopper.advance();
    boolean changed = false;
    for (Action action : PodActions.decide(context.view())) {
      changed |= perform(action);
    }
    Resizing.run(context);
    probes.run();
    refreshVolumes();
    return changed;
  }

  private boolean perform(Action action) {
    return switch (action) {
      case Action.MakeSandbox make -> {
        sandbox.make();
        yield context.sandbox != null && !context.addresses.isEmpty();
      }
      case Action.PrepareVolumes prepare -> {
        if (context.now().isBefore(context.volumesDue)) {
          context.wakeAt(context.volumesDue);
          yield false;
        }
        sandbox.prepareVolumes();
        yield context.volumes != null;
      }
      case Action.Start start -> {
        makePause();
        boolean changed = starter.start(start.spec(), start.attempt());
        if (changed) {
          removeOld(PodSpecs.name(start.spec()));
        }
        yield changed;
      }
      case Action.Stop stop -> {
        stopper.begin(stop.container(), stop.name(), stop.grace(), stop.message());
        yield false;
      }
      case Action.BackingOff waiting -> {
        backOff(waiting);
        yield false;
      }
      case Action.TearDown down -> tearDown();
    };
  }

  private void backOff(Action.BackingOff waiting) {
    String name = PodSpecs.name(waiting.spec());
    ContainerMemory memory = context.memory(name);
    context.wakeAt(waiting.until());
    String message = ContainerStatuses.crashLoop(context.pod, name, context.restarts.delay(name));
    if (!memory.waitingReason.equals("CrashLoopBackOff")
        || !memory.waitingMessage.equals(message)) {
      memory.waiting("CrashLoopBackOff", message);
      context.event(
          name,
          "Warning",
          "BackOff",
          "Back-off restarting failed container "
              + name
              + " in pod "
              + PodSpecs.describe(context.pod));
    }
  }

  /** Where processes are shared, one container that only reaps them holds the namespace. */
  private void makePause() {
    boolean shared = context.pod.object("spec").bool("shareProcessNamespace", false);
    if (shared && context.pause.isEmpty()) {
      context.pause = PauseContainer.start(context, PAUSE);
    }
  }

  /** The newest and the one before it are kept: for {@code --previous} and the last state. */
  private void removeOld(String name) {
    List<Container> old = context.view().history(name);
    for (Container container : old.subList(Math.min(1, old.size()), old.size())) {
      services.runtime().remove(container.id());
      ended.remove(container.id());
      context.memory(name).messages.remove(container.id());
      try {
        Files.deleteIfExists(starter.logPath(name, PodView.attempt(container)));
      } catch (IOException e) {
        throw ApiException.internal(e);
      }
    }
  }

  private boolean tearDown() {
    if (!tornDown) {
      sandbox.tearDown();
      tornDown = true;
    }
    if (context.end == null || !context.end.deleted()) {
      return false;
    }
    publish();
    for (Container container : services.runtime().list(Map.of(Labels.POD_UID, context.uid()))) {
      services.runtime().remove(container.id());
    }
    deleteLogs(starter.logDirectory());
    finished = true;
    services.reporter().status(status, true);
    return false;
  }

  private static void deleteLogs(Path directory) {
    try {
      LogFiles.delete(directory);
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }

  private void refreshVolumes() {
    if (context.volumes == null || context.end != null || tornDown) {
      return;
    }
    if (!context.now().isBefore(context.volumesDue)) {
      sandbox.prepareVolumes();
    }
    context.wakeAt(context.volumesDue);
  }

  private void publish() {
    if (finished) {
      return;
    }
    JsonObject next = PodStatus.of(context.view(), services.node().addresses());
    if (!next.equals(published)) {
      published = next;
      context.pod = context.pod.with("status", next);
      status = context.pod;
      services.reporter().status(status, false);
    }
  }
}
