package io.coxswain.scheduler;

import io.coxswain.client.EventRecorder;
import io.coxswain.client.KubeClient;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Time;
import io.coxswain.scheduler.view.PodInfo;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Carries decisions out through the API, beside the scheduling thread. */
final class Binder implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Binder.class.getName());
  private static final Gvr PODS = Gvr.core("pods");
  private static final int AT_ONCE = 64;

  private final KubeClient client;
  private final EventRecorder events;
  private final InstantSource clock;
  private final Consumer<Runnable> scheduler;
  private final Semaphore room = new Semaphore(AT_ONCE);

  /**
   * @param scheduler runs a task on the scheduling thread
   */
  Binder(
      KubeClient client, EventRecorder events, InstantSource clock, Consumer<Runnable> scheduler) {
    this.client = client;
    this.events = events;
    this.clock = clock;
    this.scheduler = scheduler;
  }

  /**
   * @param failed called on the scheduling thread if the pod could not be bound
   */
  void bind(PodInfo pod, String node, Runnable failed) {
    JsonObject binding =
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "Binding")
            .put(
                "metadata",
                JsonObject.builder()
                    .put("namespace", pod.namespace())
                    .put("name", pod.key().name())
                    .put("uid", pod.uid())
                    .build())
            .put(
                "target",
                JsonObject.builder()
                    .put("apiVersion", "v1")
                    .put("kind", "Node")
                    .put("name", node)
                    .build())
            .build();
    beside(
        "binding " + pod.key(),
        () -> {
          try {
            client.createSubresource(PODS, pod.namespace(), pod.key().name(), "binding", binding);
          } catch (ApiException e) {
            scheduler.accept(failed);
            if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.CONFLICT)) {
              events.event(
                  pod.object(),
                  "Warning",
                  "FailedScheduling",
                  "Binding rejected: " + e.getMessage());
            }
            return;
          }
          events.event(
              pod.object(),
              "Normal",
              "Scheduled",
              "Successfully assigned " + pod.key() + " to " + node);
        });
  }

  /** Tells on the pod and in an event why it has no node; the same words are written once. */
  void reject(PodInfo pod, String why, String nominatedNode) {
    JsonObject condition =
        JsonObject.builder()
            .put("type", "PodScheduled")
            .put("status", "False")
            .put("reason", "Unschedulable")
            .put("message", why)
            .build();
    JsonObject before = Conditions.find(pod.object(), "PodScheduled").orElse(JsonObject.EMPTY);
    boolean news =
        !why.equals(before.string("message")) || !"False".equals(before.string("status"));
    events.event(pod.object(), "Warning", "FailedScheduling", why);
    if (!news && nominatedNode == null) {
      return;
    }
    JsonArray conditions =
        Conditions.set(
            pod.object().object("status").array("conditions"), condition, clock.instant());
    JsonObject.Builder status =
        JsonObject.builder()
            .put(
                "conditions",
                JsonArray.of(
                    conditions.objects().stream()
                        .filter(c -> "PodScheduled".equals(c.string("type")))
                        .toList()));
    if (nominatedNode != null) {
      status.put("nominatedNodeName", nominatedNode);
    }
    JsonObject patch =
        JsonObject.builder()
            .put("metadata", JsonObject.of("uid", Json.of(pod.uid())))
            .put("status", status.build())
            .build();
    beside(
        "status of " + pod.key(),
        () ->
            client.patch(
                PODS, pod.namespace(), pod.key().name(), "status", PatchType.STRATEGIC, patch));
  }

  /** Removes the victims so that the pod fits at a later attempt. */
  void preempt(PodInfo pod, String node, List<PodInfo> victims) {
    for (PodInfo victim : victims) {
      if (victim.isDeleting()) {
        continue;
      }
      beside(
          "preempting " + victim.key(),
          () -> {
            markDisrupted(pod, victim);
            client.delete(
                PODS,
                victim.namespace(),
                victim.key().name(),
                JsonObject.of("preconditions", JsonObject.of("uid", Meta.uid(victim.object()))));
            events.event(
                victim.object(),
                "Normal",
                "Preempted",
                "Preempted by pod " + pod.uid() + " on node " + node);
          });
    }
  }

  /** Says on the victim that its end is not its own failure: Jobs do not count such pods. */
  private void markDisrupted(PodInfo pod, PodInfo victim) {
    JsonObject.Builder condition =
        JsonObject.builder()
            .put("type", "DisruptionTarget")
            .put("status", "True")
            .put("lastTransitionTime", Time.seconds(clock.instant()))
            .put("reason", "PreemptionByScheduler")
            .put(
                "message",
                pod.object().object("spec").string("schedulerName", "default-scheduler")
                    + ": preempting to accommodate a higher priority pod");
    if (Meta.generation(victim.object()) > 0) {
      condition.put("observedGeneration", Meta.generation(victim.object()));
    }
    JsonObject patch =
        JsonObject.builder()
            .put("metadata", JsonObject.of("uid", Json.of(victim.uid())))
            .put("status", JsonObject.of("conditions", JsonArray.of(condition.build())))
            .build();
    client.patch(
        PODS, victim.namespace(), victim.key().name(), "status", PatchType.STRATEGIC, patch);
  }

  private void beside(String what, Runnable task) {
    room.acquireUninterruptibly();
    Thread.ofVirtual()
        .name(what)
        .start(
            () -> {
              try {
                task.run();
              } catch (ApiException e) {
                LOG.log(System.Logger.Level.DEBUG, what + " failed: " + e.getMessage());
              } finally {
                room.release();
              }
            });
  }

  @Override
  public void close() {
    events.close();
  }
}
