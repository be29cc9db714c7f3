package io.coxswain.client;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Status;
import io.coxswain.kube.Time;
import io.coxswain.patch.StrategicMergePatch;
import io.coxswain.schema.ResourceType;
import io.coxswain.schema.Scheme;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The objects and the history of a {@link FakeApi}. */
final class FakeStore {
  private record Event(long version, String resource, JsonObject old, JsonObject now) {}

  private record Watcher(
      String resource, FakeSelection selection, boolean bookmarks, Transport.StreamListener out) {}

  private final InstantSource clock;
  private final Map<String, TreeMap<ObjectKey, JsonObject>> objects = new TreeMap<>();
  private final List<Event> history = new ArrayList<>();
  private final List<Watcher> watchers = new ArrayList<>();
  private long version = 100;
  private long compacted = 100;
  private long serial;

  FakeStore(InstantSource clock) {
    this.clock = clock;
  }

  private TreeMap<ObjectKey, JsonObject> of(Gvr resource) {
    return objects.computeIfAbsent(resource.groupResource(), r -> new TreeMap<>());
  }

  synchronized JsonObject find(Gvr resource, ObjectKey key) {
    return of(resource).get(key);
  }

  synchronized JsonObject get(Gvr resource, ObjectKey key) {
    JsonObject found = find(resource, key);
    if (found == null) {
      throw ApiException.notFound(resource, key.name());
    }
    return found;
  }

  synchronized List<JsonObject> all(Gvr resource) {
    return List.copyOf(of(resource).values());
  }

  synchronized JsonObject list(Gvr resource, FakeSelection selection, Map<String, String> query) {
    int limit = Integer.parseInt(query.getOrDefault("limit", "0"));
    int skip = Integer.parseInt(query.getOrDefault("continue", "0"));
    List<JsonObject> found = of(resource).values().stream().filter(selection::matches).toList();
    int end = limit == 0 ? found.size() : Math.min(found.size(), skip + limit);
    JsonArray items = JsonArray.EMPTY;
    String kind = FakeDiscovery.kind(resource);
    for (JsonObject object : found.subList(skip, end)) {
      kind = object.string("kind", kind);
      // As upstream: items of typed lists carry neither.
      items = items.with(object.without("kind", "apiVersion"));
    }
    JsonObject metadata =
        JsonObject.builder()
            .put("resourceVersion", Long.toString(version))
            .put("continue", end < found.size() ? Integer.toString(end) : null)
            .build();
    return JsonObject.builder()
        .put("kind", kind + "List")
        .put("apiVersion", resource.apiVersion())
        .put("metadata", metadata)
        .put("items", items)
        .build();
  }

  synchronized JsonObject create(Gvr resource, String namespace, JsonObject object) {
    JsonObject meta = Meta.of(object);
    String name = meta.string("name", "");
    if (name.isEmpty()) {
      name = meta.string("generateName", "") + String.format("%05d", ++serial);
    }
    if (of(resource).containsKey(ObjectKey.of(namespace, name))) {
      throw ApiException.alreadyExists(resource, name);
    }
    meta =
        meta.with("name", name)
            .with("namespace", namespace.isEmpty() ? null : namespace)
            .without("deletionTimestamp", "resourceVersion");
    JsonObject fresh = object.with("metadata", meta.with("generation", 1));
    return put(resource, FakeDiscovery.hasStatus(resource) ? fresh.without("status") : fresh);
  }

  synchronized JsonObject put(Gvr resource, JsonObject object) {
    ObjectKey key = ObjectKey.of(object);
    JsonObject old = of(resource).get(key);
    JsonObject now = object;
    if (Meta.uid(now).isEmpty()) {
      now = Meta.with(now, "uid", old == null ? "uid-" + ++serial : Meta.uid(old));
    }
    if (Meta.creationTimestamp(now) == null) {
      now = Meta.with(now, "creationTimestamp", Time.seconds(clock.instant()));
    }
    now = Meta.with(now, "resourceVersion", Long.toString(++version));
    of(resource).put(key, now);
    publish(resource, old, now);
    return now;
  }

  synchronized JsonObject update(
      Gvr resource, ObjectKey key, String subresource, JsonObject object) {
    JsonObject old = get(resource, key);
    String expected = Meta.resourceVersion(object);
    if (!expected.isEmpty() && !expected.equals(Meta.resourceVersion(old))) {
      throw ApiException.conflict(
          resource,
          key.name(),
          "the object has been modified; please apply your changes to the latest version and try"
              + " again");
    }
    String uid = Meta.uid(object);
    if (!uid.isEmpty() && !uid.equals(Meta.uid(old))) {
      throw ApiException.conflict(resource, key.name(), "Precondition failed: UID in precondition");
    }
    JsonObject now =
        switch (subresource) {
          case "status", "approval" -> old.with("status", object.get("status"));
          case "finalize" ->
              old.withAt(object.objectAt("spec").get("finalizers"), "spec", "finalizers");
          default ->
              FakeDiscovery.hasStatus(resource) ? object.with("status", old.get("status")) : object;
        };
    if (subresource.isEmpty()) {
      now = inherit(old, now);
    }
    if (now.equals(old)) {
      return old;
    }
    if (Meta.isDeleting(now) && finished(resource, now)) {
      remove(resource, key);
      return now;
    }
    return put(resource, now);
  }

  /** What no client may change, and the generation. */
  private static JsonObject inherit(JsonObject old, JsonObject now) {
    JsonObject meta = Meta.of(now);
    for (String field :
        List.of(
            "uid",
            "creationTimestamp",
            "generation",
            "resourceVersion",
            "deletionTimestamp",
            "deletionGracePeriodSeconds")) {
      meta = meta.with(field, Meta.of(old).get(field));
    }
    boolean changed = !java.util.Objects.equals(old.get("spec"), now.get("spec"));
    if (changed) {
      meta = meta.with("generation", Meta.generation(old) + 1);
    }
    return now.with("metadata", meta);
  }

  private static boolean finished(Gvr resource, JsonObject object) {
    boolean waits =
        resource.resource().equals("pods")
            && Meta.of(object).integer("deletionGracePeriodSeconds", 0) > 0;
    return Meta.finalizers(object).isEmpty()
        && !waits
        && object.objectAt("spec").strings("finalizers").isEmpty();
  }

  synchronized JsonObject patch(
      Gvr resource, ObjectKey key, String subresource, JsonObject patch, String type) {
    JsonObject old = find(resource, key);
    if (type.startsWith("application/apply-patch")) {
      if (old == null) {
        return create(resource, key.namespace(), patch);
      }
    } else if (old == null) {
      throw ApiException.notFound(resource, key.name());
    }
    String expected = Meta.resourceVersion(patch);
    ResourceType known = Scheme.builtIn().resource(resource);
    JsonObject merged =
        type.startsWith("application/strategic-merge-patch") && known != null
            ? StrategicMergePatch.apply(patch, old, known.type())
            : (JsonObject) merge(patch, old);
    return update(
        resource,
        key,
        subresource,
        expected.isEmpty()
            ? Meta.with(merged, "resourceVersion", Meta.resourceVersion(old))
            : merged);
  }

  private static Json merge(Json patch, Json target) {
    if (!(patch instanceof JsonObject changes)) {
      return patch;
    }
    JsonObject out = target instanceof JsonObject object ? object : JsonObject.EMPTY;
    for (Map.Entry<String, Json> change : changes.fields().entrySet()) {
      String name = change.getKey();
      out =
          change.getValue() == JsonNull.NULL
              ? out.without(name)
              : out.with(name, merge(change.getValue(), out.get(name)));
    }
    return out;
  }

  synchronized JsonObject delete(Gvr resource, ObjectKey key, JsonObject options) {
    JsonObject old = get(resource, key);
    JsonObject preconditions = options.object("preconditions");
    String uid = preconditions.string("uid", Meta.uid(old));
    String expected = preconditions.string("resourceVersion", Meta.resourceVersion(old));
    if (!uid.equals(Meta.uid(old)) || !expected.equals(Meta.resourceVersion(old))) {
      throw ApiException.conflict(resource, key.name(), "Precondition failed");
    }
    JsonObject now = old;
    List<String> finalizers = new ArrayList<>(Meta.finalizers(old));
    String propagation = options.string("propagationPolicy", "Background");
    finalizers.removeAll(List.of("foregroundDeletion", "orphan"));
    if (propagation.equals("Foreground")) {
      finalizers.add("foregroundDeletion");
    } else if (propagation.equals("Orphan")) {
      finalizers.add("orphan");
    }
    now = Meta.withFinalizers(now, finalizers);
    boolean graceful =
        resource.resource().equals("pods")
            && !old.object("spec").string("nodeName", "").isEmpty()
            && !List.of("Succeeded", "Failed").contains(old.object("status").string("phase", ""));
    long grace = options.integer("gracePeriodSeconds", graceful ? 30 : 0);
    grace = graceful ? grace : 0;
    if (!Meta.isDeleting(now)) {
      now = Meta.with(now, "deletionTimestamp", Time.seconds(clock.instant().plusSeconds(grace)));
    }
    now = Meta.with(now, "deletionGracePeriodSeconds", Json.of(grace));
    if (finished(resource, now)) {
      remove(resource, key);
      return Status.success(JsonObject.EMPTY);
    }
    return now.equals(old) ? old : put(resource, now);
  }

  synchronized void remove(Gvr resource, ObjectKey key) {
    JsonObject old = of(resource).remove(key);
    if (old != null) {
      version++;
      publish(resource, Meta.with(old, "resourceVersion", Long.toString(version)), null);
    }
  }

  private void publish(Gvr resource, JsonObject old, JsonObject now) {
    Event event = new Event(version, resource.groupResource(), old, now);
    history.add(event);
    for (Watcher watcher : List.copyOf(watchers)) {
      tell(watcher, event);
    }
  }

  private static void tell(Watcher watcher, Event event) {
    if (!watcher.resource.equals(event.resource)) {
      return;
    }
    boolean before = event.old != null && watcher.selection.matches(event.old);
    boolean after = event.now != null && watcher.selection.matches(event.now);
    if (after) {
      send(watcher, before ? "MODIFIED" : "ADDED", event.now);
    } else if (before) {
      String version = Long.toString(event.version);
      send(watcher, "DELETED", Meta.with(event.old, "resourceVersion", version));
    }
  }

  private static void send(Watcher watcher, String type, JsonObject object) {
    JsonObject line = JsonObject.builder().put("type", type).put("object", object).build();
    byte[] bytes = JsonWriter.bytes(line);
    byte[] framed = java.util.Arrays.copyOf(bytes, bytes.length + 1);
    framed[bytes.length] = '\n';
    watcher.out.chunk(framed);
  }

  synchronized AutoCloseable watch(
      Gvr resource,
      FakeSelection selection,
      Map<String, String> query,
      Transport.StreamListener listener) {
    String asked = query.getOrDefault("resourceVersion", "");
    long from = asked.isEmpty() ? version : Long.parseLong(asked);
    if (from != 0 && from < compacted) {
      throw ApiException.tooOld(from, compacted);
    }
    boolean bookmarks = "true".equals(query.get("allowWatchBookmarks"));
    Watcher watcher = new Watcher(resource.groupResource(), selection, bookmarks, listener);
    listener.head(200, "application/json");
    if (asked.isEmpty() || from == 0) {
      all(resource).stream().filter(selection::matches).forEach(o -> send(watcher, "ADDED", o));
    } else {
      history.stream().filter(e -> e.version > from).forEach(e -> tell(watcher, e));
    }
    watchers.add(watcher);
    return () -> unwatch(watcher);
  }

  private synchronized void unwatch(Watcher watcher) {
    watchers.removeIf(w -> w == watcher);
  }

  synchronized int watches() {
    return watchers.size();
  }

  synchronized void breakWatches(Throwable error) {
    List<Watcher> open = List.copyOf(watchers);
    watchers.clear();
    open.forEach(watcher -> watcher.out.end(error));
  }

  synchronized void compact() {
    compacted = version;
    history.clear();
  }

  synchronized void bookmark() {
    JsonObject mark =
        JsonObject.of("metadata", JsonObject.of("resourceVersion", Long.toString(version)));
    watchers.stream().filter(Watcher::bookmarks).forEach(w -> send(w, "BOOKMARK", mark));
  }
}
