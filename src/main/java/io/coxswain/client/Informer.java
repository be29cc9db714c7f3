package io.coxswain.client;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A local copy of a collection, kept by list and watch (client-go's shared informer). It resumes
 * after a broken connection, lists again and tells the difference after 410 Gone, and backs off
 * from a server that fails. Objects carry apiVersion and kind, but not managedFields.
 *
 * <p>Listeners are called one at a time, in order, on the informer's own virtual thread; the store
 * has the change before they hear of it. They must not block for long.
 */
public final class Informer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Informer.class.getName());
  private static final int PAGE = 500;
  private static final int TIMEOUT_SECONDS = 540;

  /** How patient an informer is; the defaults suit everything but tests. */
  record Patience(Duration firstBackOff, Duration longestBackOff, Duration idle) {
    // Servers send a bookmark about every minute: two missed ones mean a dead connection.
    static final Patience DEFAULT =
        new Patience(Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofSeconds(150));
  }

  private record Listen(BiConsumer<JsonObject, JsonObject> listener) {}

  private enum Control {
    CLOSE
  }

  private final KubeClient client;
  private final Gvr resource;
  private final String namespace;
  private final ListOptions options;
  private final Patience patience;
  private final MetadataListener metadata; // instead of the store
  private final Trim trim;
  private final InformerStore store = new InformerStore();
  private final BlockingQueue<Object> inbox = new LinkedBlockingQueue<>();
  private final CountDownLatch synced = new CountDownLatch(1);
  private final boolean seeded;
  private final Thread thread;
  private volatile boolean closed;

  // Of the informer's thread:
  private final List<BiConsumer<JsonObject, JsonObject>> listeners = new ArrayList<>();
  private String version; // null: list before the next watch
  private String apiVersion = "";
  private String kind = "";
  private int failures;

  private Informer(
      KubeClient client,
      Gvr resource,
      String namespace,
      ListOptions options,
      Patience patience,
      MetadataListener metadata,
      List<JsonObject> remembered) {
    this.client = client;
    this.resource = resource;
    this.namespace = namespace == null ? "" : namespace;
    this.options = options;
    this.patience = patience;
    this.metadata = metadata;
    this.trim = new Trim(metadata != null);
    this.seeded = remembered != null;
    if (seeded) {
      remembered.forEach(object -> store.put(ObjectKey.of(object), object));
    }
    this.thread =
        Thread.ofVirtual().name("informer " + resource.groupResource()).unstarted(this::run);
  }

  /**
   * Starts listing and watching at once.
   *
   * @param namespace empty for all namespaces and for cluster-scoped resources
   * @param options only the selectors are used
   */
  public static Informer start(
      KubeClient client, Gvr resource, String namespace, ListOptions options) {
    return start(client, resource, namespace, options, Patience.DEFAULT);
  }

  static Informer start(
      KubeClient client, Gvr resource, String namespace, ListOptions options, Patience patience) {
    return new Informer(client, resource, namespace, options, patience, null, null).started();
  }

  /**
   * Follows a resource over all namespaces and keeps nothing: {@code listener} is told apiVersion,
   * kind and of the metadata what tells names, owners and deletion.
   */
  public static Informer startMetadata(KubeClient client, Gvr resource, MetadataListener listener) {
    return startMetadata(client, resource, listener, Patience.DEFAULT);
  }

  static Informer startMetadata(
      KubeClient client, Gvr resource, MetadataListener listener, Patience patience) {
    return new Informer(client, resource, "", ListOptions.ALL, patience, listener, null).started();
  }

  /**
   * As {@link #start}, over all namespaces, with what was known in an earlier life: it is in the
   * store at once, and the first list tells how the truth differs from it.
   *
   * @param remembered without resourceVersions
   */
  public static Informer remembering(KubeClient client, Gvr resource, List<JsonObject> remembered) {
    return remembering(client, resource, remembered, Patience.DEFAULT);
  }

  static Informer remembering(
      KubeClient client, Gvr resource, List<JsonObject> remembered, Patience patience) {
    return new Informer(client, resource, "", ListOptions.ALL, patience, null, remembered)
        .started();
  }

  private Informer started() {
    thread.start();
    return this;
  }

  public Gvr resource() {
    return resource;
  }

  /** The object, or {@code null}. */
  public JsonObject get(ObjectKey key) {
    return store.get(key);
  }

  public List<JsonObject> list() {
    return store.list();
  }

  /** The objects of one namespace; an empty name means all. */
  public List<JsonObject> list(String inNamespace) {
    return store.list(inNamespace);
  }

  public int size() {
    return store.size();
  }

  /** The objects for which the index function gave {@code value}. */
  public List<JsonObject> byIndex(String index, String value) {
    return store.byIndex(index, value);
  }

  /** Adds an index, also over what is there already. A name that exists keeps its function. */
  public void addIndex(String name, Function<JsonObject, ? extends Collection<String>> values) {
    store.addIndex(name, values);
  }

  /**
   * Calls {@code listener} with (old, now) for every change: old {@code null} means added, now
   * {@code null} deleted. Existing objects come first, as added.
   */
  public void onEvent(BiConsumer<JsonObject, JsonObject> listener) {
    inbox.add(new Listen(listener));
  }

  /** Whether the first list is in the store. */
  public boolean isSynced() {
    return synced.getCount() == 0;
  }

  /** Whether the store has all there is, or all there was when an earlier life ended. */
  public boolean isKnown() {
    return seeded || isSynced();
  }

  /** Waits for the first list; false if it did not come in time. */
  public boolean awaitSync(Duration timeout) {
    try {
      return synced.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Ends the watch; the store keeps what it has, listeners hear no more. */
  @Override
  public void close() {
    closed = true;
    inbox.add(Control.CLOSE);
  }

  private void run() {
    while (!closed) {
      try {
        pause();
        if (closed) {
          return;
        }
        for (Object waiting = inbox.poll(); waiting != null; waiting = inbox.poll()) {
          control(waiting); // a list may take long: whoever listens hears of what is known
        }
        if (version == null) {
          relist();
        }
        watch();
      } catch (ApiException e) {
        failed(e);
      } catch (InterruptedException e) {
        return;
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "watch of " + resource + " broke", e);
        version = null;
        failures++;
      }
    }
  }

  private void failed(ApiException e) {
    if (e.is(Reason.EXPIRED) || e.is(Reason.GONE)) {
      version = null;
    }
    failures++;
    System.Logger.Level level =
        failures > 3 ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG;
    LOG.log(level, "watch of " + resource + " broke: " + e.getMessage());
  }

  /** Waits out the back-off while listeners are still served. */
  private void pause() throws InterruptedException {
    if (failures == 0) {
      return;
    }
    long nanos = patience.firstBackOff().toNanos() << Math.min(failures - 1, 16);
    long end = System.nanoTime() + Math.min(nanos, patience.longestBackOff().toNanos());
    while (!closed) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return;
      }
      control(inbox.poll(left, TimeUnit.NANOSECONDS));
    }
  }

  private void relist() {
    Map<ObjectKey, JsonObject> now = new HashMap<>();
    List<ObjectKey> order = new ArrayList<>();
    String next = "";
    JsonObject page;
    if (metadata != null) {
      metadata.listing();
    }
    do {
      page = client.list(resource, namespace, options.withResourceVersion("").withPage(PAGE, next));
      apiVersion = page.string("apiVersion", resource.apiVersion());
      kind = page.string("kind", "").replaceFirst("List$", "");
      for (JsonObject item : page.objects("items")) {
        JsonObject object = trim.of(item, apiVersion, kind);
        if (metadata != null) {
          metadata.seen(object);
          continue;
        }
        ObjectKey key = ObjectKey.of(object);
        now.put(key, object);
        order.add(key);
      }
      next = page.object("metadata").string("continue", "");
    } while (!next.isEmpty() && !closed);
    Set<ObjectKey> gone = new HashSet<>(store.keys());
    gone.removeAll(now.keySet());
    gone.forEach(this::remove);
    order.forEach(key -> put(key, now.get(key)));
    if (metadata != null && !closed) {
      metadata.listed();
    }
    version = Meta.resourceVersion(page);
    synced.countDown();
  }

  private void watch() throws Exception {
    WatchStream stream = new WatchStream(inbox::add);
    AutoCloseable handle = null;
    try {
      Call call = client.watch(resource, namespace, options, watchQuery());
      handle = client.transport().stream(call, stream).toCompletableFuture().get();
      follow(stream);
    } catch (ExecutionException e) {
      throw ApiException.of(e);
    } finally {
      if (handle != null) {
        handle.close();
      }
    }
  }

  /** Applies what the stream brings until it ends. */
  private void follow(WatchStream stream) throws InterruptedException {
    while (!closed) {
      Object signal = inbox.poll(patience.idle().toMillis(), TimeUnit.MILLISECONDS);
      switch (signal) {
        case null -> throw ApiException.timeout("nothing heard for " + patience.idle());
        case WatchStream.Lines lines when lines.source() == stream ->
            WatchStream.decode(lines.bytes(), trim::isUnwanted, this::apply);
        case WatchStream.End end when end.source() == stream -> {
          if (end.error() != null) {
            throw ApiException.of(end.error());
          }
          failures = Math.max(failures, 1);
          return;
        }
        default -> control(signal);
      }
    }
  }

  private Map<String, String> watchQuery() {
    return Map.of(
        "watch",
        "true",
        "allowWatchBookmarks",
        "true",
        "resourceVersion",
        version,
        "timeoutSeconds",
        Integer.toString(TIMEOUT_SECONDS));
  }

  private void apply(JsonObject event) {
    JsonObject object = event.object("object");
    switch (event.string("type", "")) {
      case "ADDED", "MODIFIED" -> put(ObjectKey.of(object), trim.of(object, apiVersion, kind));
      case "DELETED" -> remove(ObjectKey.of(object), trim.of(object, apiVersion, kind));
      case "BOOKMARK" -> {}
      default -> throw new ApiException(Status.of(object));
    }
    version = Meta.resourceVersion(object);
    failures = 0;
  }

  private void control(Object signal) {
    if (signal instanceof Listen listen) {
      listeners.add(listen.listener());
      store.list().forEach(object -> tell(listen.listener(), null, object));
    }
  }

  private void put(ObjectKey key, JsonObject object) {
    if (metadata != null) {
      metadata.seen(object);
      return;
    }
    JsonObject old = store.get(key);
    if (old != null && Meta.resourceVersion(old).equals(Meta.resourceVersion(object))) {
      return;
    }
    store.put(key, object);
    if (old != null && !Meta.uid(old).equals(Meta.uid(object))) {
      // Replaced while nobody watched: whoever keeps books by uid must see the old one go.
      tellAll(old, null);
      old = null;
    }
    tellAll(old, object);
  }

  private void remove(ObjectKey key) {
    tellAll(store.remove(key), null);
  }

  private void remove(ObjectKey key, JsonObject last) {
    if (metadata != null) {
      metadata.gone(last);
      return;
    }
    if (store.remove(key) != null) {
      tellAll(last, null);
    }
  }

  private void tellAll(JsonObject old, JsonObject now) {
    listeners.forEach(listener -> tell(listener, old, now));
  }

  private void tell(BiConsumer<JsonObject, JsonObject> listener, JsonObject old, JsonObject now) {
    if (closed) {
      return;
    }
    try {
      listener.accept(old, now);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a listener of " + resource + " failed", e);
    }
  }
}
