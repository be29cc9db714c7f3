package io.coxswain.client;

import io.coxswain.client.EventCorrelator.Correlated;
import io.coxswain.client.EventCorrelator.Written;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Sleeper;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Writes core/v1 Events about objects, as client-go's recorder does. Recording never blocks and
 * never fails: a virtual thread writes behind, and what does not fit into its queue is dropped.
 */
public final class EventRecorder implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(EventRecorder.class.getName());
  private static final Gvr EVENTS = Gvr.core("events");
  private static final int QUEUE = 1000;
  private static final int ATTEMPTS = 12;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(10);
  private static final Pending END = new Pending(JsonObject.EMPTY, "", "", "", Instant.EPOCH);

  private record Pending(
      JsonObject involved, String type, String reason, String message, Instant at) {}

  private final KubeClient client;
  private final String component;
  private final String host;
  private final InstantSource clock;
  private final Sleeper sleeper;
  private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>(QUEUE);
  private final EventCorrelator correlator = new EventCorrelator(); // of the writing thread
  private long serial; // of the writing thread; keeps names of one instant apart
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param component such as {@code deployment-controller}
   * @param host the node's name for agents, otherwise empty
   * @param sleeper passes the time between two attempts to write
   */
  public EventRecorder(
      KubeClient client, String component, String host, InstantSource clock, Sleeper sleeper) {
    this.client = client;
    this.component = component;
    this.host = host;
    this.clock = clock;
    this.sleeper = sleeper;
    this.thread = Thread.ofVirtual().name("events of " + component).start(this::run);
  }

  /**
   * @param about the whole object: apiVersion, kind and metadata name it
   * @param type {@code Normal} or {@code Warning}
   */
  public void event(JsonObject about, String type, String reason, String message) {
    event(about, "", type, reason, message);
  }

  /**
   * @param fieldPath the part of the object, such as {@code spec.containers{web}}; may be empty
   */
  public void event(
      JsonObject about, String fieldPath, String type, String reason, String message) {
    JsonObject involved =
        JsonObject.builder()
            .put("kind", about.string("kind"))
            .put("namespace", emptyToNull(Meta.namespace(about)))
            .put("name", Meta.name(about))
            .put("uid", emptyToNull(Meta.uid(about)))
            .put("apiVersion", about.string("apiVersion"))
            .put("resourceVersion", emptyToNull(Meta.resourceVersion(about)))
            .put("fieldPath", emptyToNull(fieldPath))
            .build();
    if (!queue.offer(new Pending(involved, type, reason, message, clock.instant()))) {
      LOG.log(System.Logger.Level.DEBUG, "too many events, dropped " + reason);
    }
  }

  private static String emptyToNull(String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  /** Stops writing; what waits is lost. */
  @Override
  public void close() {
    closed = true;
    queue.clear();
    queue.add(END);
  }

  private void run() {
    try {
      while (!closed) {
        Pending next = queue.take();
        if (next == END) {
          return;
        }
        Correlated correlated =
            correlator.correlate(
                next.involved().without("resourceVersion").text(),
                next.type() + '\0' + next.reason(),
                next.message(),
                next.at());
        if (correlated != null) {
          write(next, correlated);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Pending event, Correlated correlated) throws InterruptedException {
    for (int attempt = 1; attempt <= ATTEMPTS && !closed; attempt++) {
      try {
        correlator.written(correlated.key(), store(event, correlated));
        return;
      } catch (ApiException e) {
        if (e.status().code() < 500 && !e.is(Reason.TOO_MANY_REQUESTS)) {
          // Also "namespace is being terminated": nobody needs that event any more.
          LOG.log(System.Logger.Level.DEBUG, "event refused: " + e.getMessage());
          return;
        }
        sleeper.sleep(BETWEEN_ATTEMPTS);
      }
    }
  }

  private Written store(Pending event, Correlated correlated) {
    Written written = correlated.written();
    if (written != null) {
      JsonObject patch =
          JsonObject.builder()
              .put("count", correlated.count())
              .put("lastTimestamp", Time.seconds(event.at()))
              .put("message", correlated.message())
              .build();
      try {
        client.patch(EVENTS, written.namespace(), written.name(), null, PatchType.MERGE, patch);
        return written;
      } catch (ApiException e) {
        if (!e.is(Reason.NOT_FOUND)) {
          throw e;
        }
      }
    }
    JsonObject object = object(event, correlated);
    client.create(EVENTS, Meta.namespace(object), object);
    return new Written(Meta.namespace(object), Meta.name(object), event.at());
  }

  private JsonObject object(Pending event, Correlated correlated) {
    JsonObject involved = event.involved();
    long nanos = event.at().getEpochSecond() * 1_000_000_000L + event.at().getNano();
    String name = involved.string("name", "") + "." + Long.toHexString(nanos + serial++);
    JsonObject source =
        JsonObject.builder().put("component", component).put("host", emptyToNull(host)).build();
    Written written = correlated.written();
    Instant first = written == null ? event.at() : written.first();
    return JsonObject.builder()
        .put("apiVersion", "v1")
        .put("kind", "Event")
        .put(
            "metadata",
            JsonObject.builder()
                .put("name", name)
                .put("namespace", involved.string("namespace", "default"))
                .build())
        .put("involvedObject", involved)
        .put("reason", event.reason())
        .put("message", correlated.message())
        .put("source", source)
        .put("firstTimestamp", Time.seconds(first))
        .put("lastTimestamp", Time.seconds(event.at()))
        .put("count", correlated.count())
        .put("type", event.type())
        .put("reportingComponent", component)
        .put("reportingInstance", host)
        .build();
  }
}
