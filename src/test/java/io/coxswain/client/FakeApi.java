package io.coxswain.client;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Status;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * A small API server in memory for tests: create, read, update, patch (merge and JSON merge only),
 * delete with finalizers, grace periods and propagation, resourceVersions and conflicts, watches
 * that resume, bookmarks, compaction, status and other subresources, discovery. It validates
 * nothing. Faults are injected with {@link #fail} and {@link #breakWatches}.
 */
public final class FakeApi implements Transport {
  private final FakeStore store;
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<Fault> faults = new CopyOnWriteArrayList<>();

  private record Fault(Predicate<Call> when, ApiException error, boolean[] used) {}

  /** A request's path taken apart. */
  record Target(Gvr resource, String namespace, String name, String subresource) {}

  public FakeApi(InstantSource clock) {
    this.store = new FakeStore(clock);
  }

  public KubeClient client() {
    return new KubeClient(this, "test");
  }

  /** Puts the object in place as it is, status included; returns it as stored. */
  public JsonObject put(Gvr resource, JsonObject object) {
    return store.put(resource, object);
  }

  /** The object as stored, or {@code null}. */
  public JsonObject get(Gvr resource, String namespace, String name) {
    return store.find(resource, ObjectKey.of(namespace, name));
  }

  public List<JsonObject> list(Gvr resource) {
    return store.all(resource);
  }

  /** Removes the object at once, whatever its finalizers. */
  public void remove(Gvr resource, String namespace, String name) {
    store.remove(resource, ObjectKey.of(namespace, name));
  }

  /** Every call so far as {@code VERB path}, without reads and watches. */
  public List<String> writes() {
    return calls.stream().filter(call -> !call.startsWith("GET ")).toList();
  }

  /** Every call so far as {@code VERB path}. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  public void clearCalls() {
    calls.clear();
  }

  /** The next call that matches is answered with the error. */
  public void fail(Predicate<Call> when, ApiException error) {
    faults.add(new Fault(when, error, new boolean[1]));
  }

  /** Ends every open watch; {@code error} may be {@code null}. */
  public void breakWatches(Throwable error) {
    store.breakWatches(error);
  }

  /** Forgets history: watches from older versions get 410. */
  public void compact() {
    store.compact();
  }

  /** Sends a bookmark to every watch. */
  public void bookmark() {
    store.bookmark();
  }

  /** How many watches are open. */
  public int watches() {
    return store.watches();
  }

  @Override
  public CompletionStage<Answer> send(Call call) {
    calls.add(call.method() + " " + call.path());
    try {
      inject(call);
      return CompletableFuture.completedFuture(json(200, answer(call)));
    } catch (ApiException e) {
      return CompletableFuture.completedFuture(json(e.status().code(), e.status().toJson()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletionStage<AutoCloseable> stream(Call call, StreamListener listener) {
    calls.add(call.method() + " " + call.path());
    Map<String, String> query = query(call.path());
    try {
      inject(call);
      Target target = target(call.path());
      return CompletableFuture.completedFuture(
          store.watch(
              target.resource(), FakeSelection.of(target.namespace(), query), query, listener));
    } catch (ApiException e) {
      listener.head(e.status().code(), "application/json");
      listener.chunk(JsonWriter.bytes(e.status().toJson()));
      listener.end(null);
      return CompletableFuture.completedFuture(() -> {});
    }
  }

  @Override
  public void close() {
    breakWatches(null);
  }

  private void inject(Call call) {
    for (Fault fault : faults) {
      if (!fault.used()[0] && fault.when().test(call)) {
        fault.used()[0] = true;
        throw fault.error();
      }
    }
  }

  private static Answer json(int code, JsonObject body) {
    return new Answer(code, "application/json", JsonWriter.bytes(body));
  }

  private JsonObject answer(Call call) {
    String path = call.path().split("\\?", 2)[0];
    if (call.method().equals("GET") && FakeDiscovery.isDiscovery(path)) {
      return FakeDiscovery.answer(path);
    }
    Target target = target(call.path());
    Map<String, String> query = query(call.path());
    ObjectKey key = ObjectKey.of(target.namespace(), target.name());
    JsonObject body =
        call.body().length == 0 ? JsonObject.EMPTY : JsonParser.parseObject(call.body());
    return switch (call.method()) {
      case "GET" ->
          target.name().isEmpty()
              ? store.list(target.resource(), FakeSelection.of(target.namespace(), query), query)
              : store.get(target.resource(), key);
      case "POST" ->
          target.subresource().isEmpty()
              ? store.create(target.resource(), target.namespace(), body)
              : post(target, key, body);
      case "PUT" -> store.update(target.resource(), key, target.subresource(), body);
      case "PATCH" ->
          store.patch(
              target.resource(),
              key,
              target.subresource(),
              body,
              call.headers().get("content-type"));
      case "DELETE" ->
          target.name().isEmpty()
              ? deleteAll(target, query, body)
              : store.delete(target.resource(), key, body);
      default -> throw ApiException.methodNotAllowed(target.resource(), call.method());
    };
  }

  private JsonObject deleteAll(Target target, Map<String, String> query, JsonObject options) {
    FakeSelection selection = FakeSelection.of(target.namespace(), query);
    for (JsonObject object : store.all(target.resource())) {
      if (selection.matches(object)) {
        store.delete(target.resource(), ObjectKey.of(object), options);
      }
    }
    return Status.success(JsonObject.EMPTY);
  }

  private JsonObject post(Target target, ObjectKey key, JsonObject body) {
    switch (target.subresource()) {
      case "binding" -> {
        JsonObject pod = store.get(target.resource(), key);
        if (pod.object("spec").has("nodeName")) {
          throw ApiException.conflict(
              target.resource(), key.name(), "pod " + key.name() + " is already assigned to node");
        }
        JsonObject condition =
            JsonObject.builder().put("type", "PodScheduled").put("status", "True").build();
        JsonObject bound =
            pod.withAt(body.object("target").get("name"), "spec", "nodeName")
                .withAt(JsonArray.of(condition), "status", "conditions");
        store.put(target.resource(), bound);
      }
      case "eviction" -> store.delete(target.resource(), key, body.object("deleteOptions"));
      default -> throw ApiException.noResource();
    }
    return Status.success(JsonObject.EMPTY);
  }

  private static Map<String, String> query(String path) {
    Map<String, String> out = new LinkedHashMap<>();
    int start = path.indexOf('?');
    if (start >= 0) {
      for (String pair : path.substring(start + 1).split("&")) {
        String[] parts = pair.split("=", 2);
        out.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    return out;
  }

  private static Target target(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("\\?", 2)[0].substring(1).split("/")) {
      parts.add(URLDecoder.decode(part, StandardCharsets.UTF_8));
    }
    String group = parts.removeFirst().equals("api") ? "" : parts.removeFirst();
    String version = parts.removeFirst();
    String namespace = "";
    // /namespaces/x and its own subresources are the object; more segments are inside it.
    if (parts.getFirst().equals("namespaces")
        && parts.size() > 2
        && !parts.get(2).equals("status")
        && !parts.get(2).equals("finalize")) {
      namespace = parts.get(1);
      parts = parts.subList(2, parts.size());
    }
    return new Target(
        new Gvr(group, version, parts.getFirst()),
        namespace,
        parts.size() > 1 ? parts.get(1) : "",
        parts.size() > 2 ? parts.get(2) : "");
  }

  /** An object with apiVersion, kind, namespace and name; more with {@code with…}. */
  public static JsonObject object(String apiVersion, String kind, String namespace, String name) {
    return JsonObject.builder()
        .put("apiVersion", apiVersion)
        .put("kind", kind)
        .put(
            "metadata",
            JsonObject.builder()
                .put("name", name)
                .put("namespace", namespace.isEmpty() ? null : namespace)
                .build())
        .build();
  }

  /** The parsed JSON; single quotes stand for double ones. */
  public static JsonObject json(String text) {
    return JsonParser.parseObject(text.replace('\'', '"'));
  }

  /** The uid, for tests that build owner references. */
  public static String uid(JsonObject object) {
    return Meta.uid(object);
  }
}
