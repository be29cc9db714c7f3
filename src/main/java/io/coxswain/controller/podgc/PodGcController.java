package io.coxswain.controller.podgc;

import io.coxswain.client.Informer;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.PodEviction;
import io.coxswain.controller.Pods;
import io.coxswain.controller.Resources;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Looks every 20 seconds for pods that nobody else will remove. */
public final class PodGcController {
  private static final System.Logger LOG = System.getLogger(PodGcController.class.getName());
  private static final Duration PERIOD = Duration.ofSeconds(20);
  private static final Duration QUARANTINE = Duration.ofSeconds(40);
  private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

  private final ControllerContext context;
  private final Informer pods;
  private final Informer nodes;
  private final int threshold;
  private final Map<String, Instant> missing = new HashMap<>(); // of the controller's thread

  private PodGcController(ControllerContext context, int threshold) {
    this.context = context;
    this.threshold = threshold;
    this.pods = context.informers().of(Resources.PODS);
    this.nodes = context.informers().of(Resources.NODES);
  }

  /**
   * @param threshold how many ended pods may stay; upstream's default is 12500
   */
  public static AutoCloseable start(ControllerContext context, int threshold) {
    PodGcController controller = new PodGcController(context, threshold);
    return Controller.every(
        "podgc",
        PERIOD,
        context.timer(),
        List.of(controller.pods, controller.nodes),
        controller::collect);
  }

  private void collect() {
    List<JsonObject> all = pods.list();
    Set<String> absent = absentNodes(all);
    for (JsonObject pod : all) {
      if (absent.contains(Pods.nodeName(pod))) {
        end(pod, "PodGC: node no longer exists");
      } else if (Meta.isDeleting(pod) && Pods.nodeName(pod).isEmpty()) {
        end(pod, null);
      } else if (Pods.isTerminating(pod) && isOutOfService(Pods.nodeName(pod))) {
        end(pod, null);
      }
    }
    all.stream()
        .filter(Pods::isTerminal)
        .filter(pod -> !Meta.isDeleting(pod))
        .sorted(
            Comparator.comparing((JsonObject pod) -> !isEvicted(pod))
                .thenComparing(pod -> Objects.requireNonNullElse(Meta.creationTimestamp(pod), ""))
                .thenComparing(Meta::name))
        .limit(Math.max(0, all.stream().filter(Pods::isTerminal).count() - threshold))
        .forEach(pod -> end(pod, null));
  }

  private static boolean isEvicted(JsonObject pod) {
    return "Evicted".equals(pod.object("status").string("reason"));
  }

  /**
   * Nodes that pods name, that have been missing for a while and that the server has not either.
   */
  private Set<String> absentNodes(List<JsonObject> all) {
    Set<String> named = new HashSet<>();
    all.forEach(pod -> named.add(Pods.nodeName(pod)));
    named.remove("");
    named.removeIf(name -> nodes.get(ObjectKey.of("", name)) != null);
    missing.keySet().retainAll(named);
    Instant now = context.timer().instant();
    named.forEach(name -> missing.putIfAbsent(name, now));
    named.removeIf(name -> missing.get(name).plus(QUARANTINE).isAfter(now));
    named.removeIf(name -> context.client().find(Resources.NODES, "", name).isPresent());
    return named;
  }

  private boolean isOutOfService(String name) {
    JsonObject node = nodes.get(ObjectKey.of("", name));
    return node != null
        && !Conditions.isTrue(node, "Ready")
        && node.object("spec").objects("taints").stream()
            .anyMatch(taint -> OUT_OF_SERVICE.equals(taint.string("key")));
  }

  private void end(JsonObject pod, String why) {
    try {
      if (why != null) {
        PodEviction.mark(
            context.client(), pod, "DeletionByPodGC", why, true, context.timer().instant());
      }
      PodEviction.delete(context.client(), pod, true);
    } catch (ApiException e) {
      // The next round comes soon; one pod must not hold up the others.
      LOG.log(
          System.Logger.Level.DEBUG,
          "cannot remove pod " + ObjectKey.of(pod) + ": " + e.getMessage());
    }
  }
}
