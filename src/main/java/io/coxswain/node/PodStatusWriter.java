package io.coxswain.node;

import io.coxswain.client.EventRecorder;
import io.coxswain.client.KubeClient;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Sleeper;
import io.coxswain.node.pod.PodReporter;
import io.coxswain.node.pod.StatusMerge;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Writes pods' statuses to the API (kubelet's status manager): only changes, the newest one only,
 * again until it succeeds; and deletes pods of which nothing is left. One virtual thread writes.
 */
final class PodStatusWriter implements PodReporter, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PodStatusWriter.class.getName());
  private static final Gvr PODS = Gvr.core("pods");
  private static final Duration RETRY = Duration.ofSeconds(1);

  private record Pending(JsonObject pod, boolean finished) {}

  private final KubeClient client;
  private final EventRecorder recorder;
  private final Function<ObjectKey, JsonObject> live;
  private final Consumer<String> onGone;
  private final Sleeper sleeper;
  private final Map<String, Pending> waiting = new LinkedHashMap<>(); // by uid, guarded by itself
  private final Map<String, JsonObject> ours = new HashMap<>(); // latest by uid, guarded by waiting
  private final Map<String, JsonObject> sent = new HashMap<>(); // statuses, of the thread
  private Thread thread;

  /**
   * @param live the pod as the API was last seen to have it, or {@code null}
   * @param onGone told the uid of a pod of which nothing is left
   */
  PodStatusWriter(
      KubeClient client,
      EventRecorder recorder,
      Function<ObjectKey, JsonObject> live,
      Consumer<String> onGone,
      Sleeper sleeper) {
    this.client = client;
    this.recorder = recorder;
    this.live = live;
    this.onGone = onGone;
    this.sleeper = sleeper;
  }

  void start() {
    thread = Thread.ofVirtual().name("pod-status").start(this::run);
  }

  @Override
  public void event(JsonObject pod, String fieldPath, String type, String reason, String message) {
    JsonObject about = pod.has("kind") ? pod : pod.with("kind", "Pod").with("apiVersion", "v1");
    recorder.event(about, fieldPath, type, reason, message);
  }

  @Override
  public void status(JsonObject pod, boolean finished) {
    synchronized (waiting) {
      String uid = Meta.uid(pod);
      ours.put(uid, pod);
      Pending before = waiting.remove(uid);
      waiting.put(uid, new Pending(pod, finished || (before != null && before.finished)));
      waiting.notifyAll();
    }
  }

  /** Somebody changed the pod: what of its status is ours to say is said again. */
  void seen(JsonObject pod) {
    synchronized (waiting) {
      JsonObject own = ours.get(Meta.uid(pod));
      if (own != null && !waiting.containsKey(Meta.uid(pod)) && contradicts(own, pod)) {
        waiting.put(Meta.uid(pod), new Pending(own, false));
        waiting.notifyAll();
      }
    }
  }

  /** The pod is gone from the API. */
  void forget(String uid) {
    synchronized (waiting) {
      ours.remove(uid);
    }
  }

  private static boolean contradicts(JsonObject own, JsonObject theirs) {
    JsonObject status = own.object("status");
    JsonObject other = theirs.object("status");
    if (!status.string("phase", "").equals(other.string("phase", ""))) {
      return true;
    }
    Map<String, String> known = new HashMap<>();
    other
        .objects("conditions")
        .forEach(c -> known.put(c.string("type", ""), c.string("status", "")));
    return StatusMerge.merge(status, JsonObject.EMPTY).objects("conditions").stream()
        .anyMatch(c -> !c.string("status", "").equals(known.get(c.string("type", ""))));
  }

  private void run() {
    try {
      while (true) {
        Pending next = take();
        if (!write(next)) {
          again(next);
          sleeper.sleep(RETRY);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Pending take() throws InterruptedException {
    synchronized (waiting) {
      while (waiting.isEmpty()) {
        waiting.wait();
      }
      String uid = waiting.keySet().iterator().next();
      return waiting.remove(uid);
    }
  }

  /** Back into the queue, unless something newer is there. */
  private void again(Pending failed) {
    synchronized (waiting) {
      String uid = Meta.uid(failed.pod);
      Pending newer = waiting.get(uid);
      waiting.put(
          uid, newer == null ? failed : new Pending(newer.pod, newer.finished || failed.finished));
    }
  }

  /** Whether nothing is left to write. */
  private boolean write(Pending next) {
    String uid = Meta.uid(next.pod);
    ObjectKey key = ObjectKey.of(next.pod);
    try {
      JsonObject now = live.apply(key);
      if (now == null || !Meta.uid(now).equals(uid)) {
        if (next.finished) {
          gone(uid);
        }
        return true;
      }
      patch(uid, now, next.pod.object("status"));
      if (next.finished && Meta.isDeleting(now)) {
        JsonObject options =
            JsonObject.EMPTY
                .with("gracePeriodSeconds", 0)
                .with("preconditions", JsonObject.of("uid", uid));
        client.delete(PODS, key.namespace(), key.name(), options);
        gone(uid);
      }
      return true;
    } catch (ApiException e) {
      if (e.is(Reason.NOT_FOUND) || e.is(Reason.CONFLICT)) {
        // Another pod of that name, or none: this one is gone.
        if (next.finished) {
          gone(uid);
        }
        return true;
      }
      LOG.log(
          System.Logger.Level.DEBUG, "status of pod " + key + " not written: " + e.getMessage());
      return false;
    }
  }

  private void gone(String uid) {
    sent.remove(uid);
    forget(uid);
    onGone.accept(uid);
  }

  private void patch(String uid, JsonObject now, JsonObject status) {
    JsonObject theirs = now.object("status");
    JsonObject wanted = StatusMerge.merge(status, theirs);
    JsonObject last = sent.get(uid);
    if (wanted.equals(theirs) && (last == null || last.equals(wanted))) {
      return;
    }
    JsonObject body =
        JsonObject.of("metadata", JsonObject.of("uid", uid))
            .with("status", difference(last == null ? theirs : last, theirs, wanted));
    client.patch(PODS, Meta.namespace(now), Meta.name(now), "status", PatchType.STRATEGIC, body);
    sent.put(uid, wanted);
  }

  /** What turns either of the two old statuses into the wanted one, as a strategic merge patch. */
  static JsonObject difference(JsonObject sent, JsonObject theirs, JsonObject wanted) {
    JsonObject.Builder out = JsonObject.builder();
    for (String field : wanted.names()) {
      Json value = wanted.get(field);
      if (value.equals(theirs.get(field)) && value.equals(sent.get(field))) {
        continue;
      }
      switch (field) {
        case "podIPs" -> out.put(field, replaced(value));
        case "conditions" -> out.put(field, conditions(value, theirs.array(field)));
        default -> out.put(field, value);
      }
    }
    for (String field : theirs.names()) {
      if (!wanted.has(field)) {
        out.put(field, JsonNull.NULL);
      }
    }
    return out.build();
  }

  /** Addresses are merged by ip; an old one must not stay. */
  private static JsonArray replaced(Json value) {
    JsonArray items = (JsonArray) value;
    JsonArray out = JsonArray.of(JsonObject.of("$patch", "replace"));
    for (Json item : items) {
      out = out.with(item);
    }
    return out;
  }

  /** Merged by type: a reason or message that is gone must be said to be. */
  private static JsonArray conditions(Json value, JsonArray theirs) {
    Map<String, JsonObject> known = new HashMap<>();
    theirs.objects().forEach(c -> known.put(c.string("type", ""), c));
    return ((JsonArray) value)
        .map(
            item -> {
              JsonObject condition = (JsonObject) item;
              JsonObject old = known.get(condition.string("type", ""));
              if (condition.equals(old)) {
                return null;
              }
              for (String field : new String[] {"reason", "message"}) {
                if (old != null && old.has(field) && !condition.has(field)) {
                  condition = condition.with(field, JsonNull.NULL);
                }
              }
              return condition;
            });
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
