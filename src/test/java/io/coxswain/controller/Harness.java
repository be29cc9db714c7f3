package io.coxswain.controller;

import io.coxswain.client.EventRecorder;
import io.coxswain.client.FakeApi;
import io.coxswain.client.ManualTimer;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A fake API server with controllers on virtual time. */
public final class Harness implements AutoCloseable {
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  // Back-offs after lost races are virtual too: while a test waits, time creeps on.
  private static final Duration CREEP = Duration.ofMillis(5);

  public final ManualTimer timer = new ManualTimer();
  public final FakeApi api = new FakeApi(timer);
  private final InformerFactory informers = new InformerFactory(api.client());
  private final List<AutoCloseable> open = new ArrayList<>();

  public ControllerContext context(String name) {
    EventRecorder events = new EventRecorder(api.client(), name, "", timer, timer);
    open.add(events);
    return new ControllerContext(api.client(), informers, events, timer);
  }

  public Harness start(String name, Function<ControllerContext, AutoCloseable> controller) {
    open.add(controller.apply(context(name)));
    return this;
  }

  public void eventually(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    for (int i = 0; !condition.getAsBoolean(); i++) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain: " + what);
      }
      LockSupport.parkNanos(1_000_000);
      if (i > 30) {
        timer.advance(CREEP);
      }
    }
  }

  /** Waits until nothing is written any more for a while. */
  public void settle() {
    int[] state = {-1, 0};
    eventually(
        "rest",
        () -> {
          int writes = api.writes().size();
          state[1] = writes == state[0] ? state[1] + 1 : 0;
          state[0] = writes;
          return state[1] > 40;
        });
  }

  public List<JsonObject> pods() {
    return api.list(Resources.PODS);
  }

  public List<JsonObject> livePods() {
    return pods().stream().filter(Pods::isActive).toList();
  }

  /** Marks the pod Running and Ready or not, as a kubelet would. */
  public JsonObject setReady(JsonObject pod, boolean ready) {
    JsonObject current = api.get(Resources.PODS, Meta.namespace(pod), Meta.name(pod));
    JsonObject condition =
        JsonObject.builder()
            .put("type", "Ready")
            .put("status", ready ? "True" : "False")
            .put("lastTransitionTime", Time.seconds(timer.instant()))
            .build();
    return api.put(
        Resources.PODS,
        current
            .withAt(Json.of("Running"), "status", "phase")
            .withAt(JsonArray.of(condition), "status", "conditions"));
  }

  /** Makes every live pod ready; true if all were. */
  public boolean readyAll() {
    boolean all = true;
    for (JsonObject pod : livePods()) {
      if (!Pods.isReady(pod)) {
        setReady(pod, true);
        all = false;
      }
    }
    return all;
  }

  public List<String> eventReasons() {
    return api.list(Gvr.core("events")).stream().map(e -> e.string("reason")).toList();
  }

  @Override
  public void close() {
    open.forEach(
        closeable -> {
          try {
            closeable.close();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    informers.close();
  }
}
