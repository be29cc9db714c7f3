package io.coxswain.controller.nodelifecycle;

import io.coxswain.client.Informer;
import io.coxswain.client.PatchType;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Pods;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Watches over the heartbeats of nodes. */
public final class NodeLifecycleController implements AutoCloseable {
  static final String BY_NODE = "node name";
  private static final System.Logger LOG =
      System.getLogger(NodeLifecycleController.class.getName());
  private static final String LEASES = "kube-node-lease";
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final ControllerContext context;
  private final Duration grace;
  private final Informer nodes;
  private final Informer pods;
  private final Informer leases;
  private final List<Controller<?>> controllers;

  // Of the monitor's thread:
  private final Map<String, NodeHealth> healths = new HashMap<>();
  private final Set<String> readyNodes = new HashSet<>();
  private final Zones zones = new Zones();

  private NodeLifecycleController(ControllerContext context, Duration grace) {
    this.context = context;
    this.grace = grace;
    this.nodes = context.informers().of(Resources.NODES);
    this.pods = context.informers().of(Resources.PODS);
    this.leases = context.informers().of(Resources.LEASES);
    pods.addIndex(BY_NODE, pod -> List.of(Pods.nodeName(pod)));
    WorkQueue<String> queue = new WorkQueue<>(context.timer());
    nodes.onEvent(
        (old, now) -> {
          if (now != null) {
            queue.add(Meta.name(now));
          }
        });
    this.controllers =
        List.of(
            Controller.start("nodetaints", queue, 1, List.of(nodes), this::taintForScheduler),
            Controller.every(
                "nodelifecycle",
                PERIOD,
                context.timer(),
                List.of(nodes, pods, leases),
                this::monitor));
  }

  /**
   * @param grace how long a node may be silent
   */
  public static AutoCloseable start(ControllerContext context, Duration grace) {
    return new NodeLifecycleController(context, grace);
  }

  @Override
  public void close() {
    controllers.forEach(Controller::close);
  }

  /** Keeps new pods off a node as soon as its conditions say so. */
  private Result taintForScheduler(String name) {
    JsonObject node = nodes.get(ObjectKey.of("", name));
    if (node != null) {
      setTaints(node, Taints.scheduling(node, now()));
    }
    return Result.DONE;
  }

  private void setTaints(JsonObject node, JsonArray taints) {
    if (taints.equals(Taints.of(node))) {
      return;
    }
    JsonObject patch =
        JsonObject.builder()
            .put("metadata", JsonObject.of("resourceVersion", Meta.resourceVersion(node)))
            .put("spec", JsonObject.of("taints", taints))
            .build();
    try {
      context.client().patch(Resources.NODES, "", Meta.name(node), null, PatchType.MERGE, patch);
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
  }

  private void monitor() {
    List<JsonObject> all = nodes.list();
    Set<String> names = new HashSet<>();
    all.forEach(node -> names.add(Meta.name(node)));
    healths.keySet().retainAll(names);
    readyNodes.retainAll(names);
    // What was just written counts, not what the informer has seen of it: of two nodes that fell
    // silent together the second would still look well, and the first be emptied.
    List<JsonObject> judged = new ArrayList<>();
    for (JsonObject node : all) {
      judged.add(node);
      guarded(node, n -> judged.set(judged.size() - 1, judge(n)));
    }
    zones.count(judged);
    boolean everythingDown = zones.isEverythingDown();
    for (JsonObject node : judged) {
      guarded(node, n -> taintForPods(n, everythingDown));
    }
  }

  /** A lost race with one node must not keep us from the others; the next round is near. */
  private static void guarded(JsonObject node, java.util.function.Consumer<JsonObject> task) {
    try {
      task.accept(node);
    } catch (ApiException e) {
      LOG.log(
          e.is(Reason.CONFLICT) ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
          "cannot look after node " + Meta.name(node) + ": " + e.getMessage());
    }
  }

  /** The node with the conditions it deserves. */
  private JsonObject judge(JsonObject node) {
    String name = Meta.name(node);
    JsonObject lease = leases.get(ObjectKey.of(LEASES, name));
    NodeHealth health =
        NodeHealth.observe(healths.get(name), node, lease, now(), context.timer().elapsed());
    healths.put(name, health);
    JsonObject current = node;
    if (health.isSilent(grace, context.timer().elapsed())) {
      JsonArray conditions = NodeHealth.unknown(node, now());
      if (!conditions.equals(node.object("status").array("conditions"))) {
        JsonObject status = node.object("status").with("conditions", conditions);
        current = context.client().updateStatus(Resources.NODES, node.with("status", status));
      }
    }
    boolean ready = Conditions.isTrue(current, "Ready");
    boolean unknown =
        Conditions.find(current, "Ready")
            .map(c -> "Unknown".equals(c.string("status")))
            .orElse(false);
    if (ready) {
      readyNodes.add(name);
      return current;
    }
    boolean fell = readyNodes.remove(name);
    if (fell) {
      context
          .events()
          .event(node, "Normal", "NodeNotReady", "Node " + name + " status is now: NodeNotReady");
    }
    // A node that still talks corrects its pods itself: only tell it once.
    if (fell || unknown) {
      markPods(name);
    }
    return current;
  }

  /** Endpoints must not lead to pods that nobody can vouch for. */
  private void markPods(String node) {
    for (JsonObject pod : pods.byIndex(BY_NODE, node)) {
      JsonObject ready = Conditions.find(pod, "Ready").orElse(null);
      if (ready == null || !"True".equals(ready.string("status"))) {
        continue;
      }
      JsonObject status = pod.object("status");
      JsonArray conditions =
          Conditions.set(status.array("conditions"), ready.with("status", "False"), now());
      try {
        context
            .client()
            .updateStatus(
                Resources.PODS, pod.with("status", status.with("conditions", conditions)));
        context.events().event(pod, "Warning", "NodeNotReady", "Node is not ready");
      } catch (ApiException e) {
        if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.CONFLICT)) {
          throw e;
        }
      }
    }
  }

  private void taintForPods(JsonObject node, boolean everythingDown) {
    boolean ready = Conditions.isTrue(node, "Ready");
    JsonArray wanted = Taints.executing(node, !everythingDown, now());
    if (wanted.equals(Taints.of(node))) {
      return;
    }
    boolean evicts = !ready && !everythingDown && wanted.size() > Taints.of(node).size();
    if (!evicts || zones.mayEvict(Zones.of(node), context.timer().elapsed())) {
      setTaints(node, wanted);
    }
  }

  private Instant now() {
    return context.timer().instant();
  }
}
