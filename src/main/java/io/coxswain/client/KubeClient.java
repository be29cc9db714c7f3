package io.coxswain.client;

import io.coxswain.json.Json;
import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * Plain verbs on plain objects. Every method blocks (call it from a virtual thread) and throws
 * {@link ApiException} with the server's Status. The namespace of cluster-scoped resources is
 * {@code ""} or {@code null}; an empty namespace on a list means all.
 */
public final class KubeClient {
  private final Transport transport;
  private final String fieldManager;

  /**
   * @param fieldManager recorded in managedFields of what this client writes
   */
  public KubeClient(Transport transport, String fieldManager) {
    this.transport = transport;
    this.fieldManager = fieldManager;
  }

  public Transport transport() {
    return transport;
  }

  public JsonObject get(Gvr resource, String namespace, String name) {
    return call("GET", path(resource, namespace, name, null), Map.of(), null, null);
  }

  /** As {@link #get}, empty where the object does not exist. */
  public Optional<JsonObject> find(Gvr resource, String namespace, String name) {
    try {
      return Optional.of(get(resource, namespace, name));
    } catch (ApiException e) {
      if (e.is(Reason.NOT_FOUND)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The list object: {@code items}, {@code metadata.resourceVersion}, {@code metadata.continue}.
   */
  public JsonObject list(Gvr resource, String namespace, ListOptions options) {
    return call("GET", path(resource, namespace, null, null), query(options), null, null);
  }

  public JsonObject create(Gvr resource, String namespace, JsonObject object) {
    return call(
        "POST", path(resource, namespace, null, null), manager(), object, "application/json");
  }

  /** POST to a subresource such as {@code binding}, {@code eviction}, {@code token}. */
  public JsonObject createSubresource(
      Gvr resource, String namespace, String name, String subresource, JsonObject body) {
    return call(
        "POST", path(resource, namespace, name, subresource), manager(), body, "application/json");
  }

  /**
   * Replaces the object named in its own metadata; its resourceVersion, if set, must be current.
   */
  public JsonObject update(Gvr resource, JsonObject object) {
    return put(resource, object, null);
  }

  public JsonObject updateStatus(Gvr resource, JsonObject object) {
    return put(resource, object, "status");
  }

  /** {@code subresource} may be {@code null}. */
  public JsonObject patch(
      Gvr resource, String namespace, String name, String subresource, PatchType type, Json body) {
    return call(
        "PATCH", path(resource, namespace, name, subresource), manager(), body, type.mediaType());
  }

  /** Server-side apply; {@code force} takes over fields that others own. */
  public JsonObject apply(Gvr resource, JsonObject object, boolean force) {
    Map<String, String> query = new LinkedHashMap<>(manager());
    query.put("force", Boolean.toString(force));
    return call(
        "PATCH",
        path(resource, Meta.namespace(object), Meta.name(object), null),
        query,
        object,
        PatchType.APPLY.mediaType());
  }

  /** Deletes with the kind's default propagation; the answer is the object or a Status. */
  public JsonObject delete(Gvr resource, String namespace, String name) {
    return delete(resource, namespace, name, JsonObject.EMPTY);
  }

  /**
   * @param options the fields of a {@code DeleteOptions} without apiVersion and kind
   */
  public JsonObject delete(Gvr resource, String namespace, String name, JsonObject options) {
    JsonObject body =
        JsonObject.builder()
            .put("kind", "DeleteOptions")
            .put("apiVersion", "v1")
            .putAll(options)
            .build();
    return call(
        "DELETE", path(resource, namespace, name, null), Map.of(), body, "application/json");
  }

  /** Any other path, such as {@code /version}; {@code body} may be {@code null}. */
  public JsonObject raw(String method, String path, Json body) {
    return call(method, path, Map.of(), body, body == null ? null : "application/json");
  }

  /** Replaces a subresource of the object named in its own metadata. */
  public JsonObject updateSubresource(Gvr resource, JsonObject object, String subresource) {
    return put(resource, object, subresource);
  }

  /** Deletes what the selectors choose in one namespace; {@code body} as for a delete. */
  public JsonObject deleteCollection(
      Gvr resource, String namespace, ListOptions options, JsonObject body) {
    JsonObject whole =
        JsonObject.builder()
            .put("kind", "DeleteOptions")
            .put("apiVersion", "v1")
            .putAll(body)
            .build();
    return call(
        "DELETE", path(resource, namespace, null, null), query(options), whole, "application/json");
  }

  /** The call that opens a watch, for {@link Transport#stream}. */
  public Call watch(Gvr resource, String namespace, ListOptions options, Map<String, String> more) {
    Map<String, String> query = new LinkedHashMap<>(query(options.withPage(0, "")));
    query.putAll(more);
    Map<String, String> headers = Map.of("accept", "application/json", "user-agent", fieldManager);
    return new Call(
        "GET", withQuery(path(resource, namespace, null, null), query), headers, new byte[0]);
  }

  private JsonObject put(Gvr resource, JsonObject object, String subresource) {
    String path = path(resource, Meta.namespace(object), Meta.name(object), subresource);
    return call("PUT", path, manager(), object, "application/json");
  }

  private Map<String, String> manager() {
    return Map.of("fieldManager", fieldManager);
  }

  private JsonObject call(
      String method, String path, Map<String, String> query, Json body, String contentType) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("accept", "application/json");
    headers.put("user-agent", fieldManager);
    if (contentType != null) {
      headers.put("content-type", contentType);
    }
    byte[] bytes = body == null ? new byte[0] : JsonWriter.bytes(body);
    Answer answer = await(new Call(method, withQuery(path, query), headers, bytes));
    return read(answer);
  }

  private Answer await(Call call) {
    try {
      return transport.send(call).toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw ApiException.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("interrupted");
    }
  }

  private static JsonObject parse(Answer answer) {
    try {
      return JsonParser.parseObject(answer.body());
    } catch (JsonException e) {
      throw ApiException.unavailable("the answer is not what it says it is: " + e.getMessage());
    }
  }

  /** The body of a good answer; the Status of a bad one is thrown. */
  static JsonObject read(Answer answer) {
    boolean json = answer.contentType().startsWith("application/json");
    JsonObject body = json && answer.body().length > 0 ? parse(answer) : JsonObject.EMPTY;
    if (answer.code() < 400) {
      return body;
    }
    if ("Status".equals(body.string("kind"))) {
      throw new ApiException(Status.of(body));
    }
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    throw new ApiException(new Status(answer.code(), Reason.UNKNOWN, text, JsonObject.EMPTY));
  }

  /**
   * The path of a resource, an object or a subresource; {@code null} or empty parts are left out.
   */
  public static String path(Gvr resource, String namespace, String name, String subresource) {
    StringBuilder out = new StringBuilder();
    out.append(resource.group().isEmpty() ? "/api/" : "/apis/").append(resource.apiVersion());
    if (namespace != null && !namespace.isEmpty()) {
      out.append("/namespaces/").append(escape(namespace));
    }
    out.append('/').append(resource.resource());
    if (name != null && !name.isEmpty()) {
      out.append('/').append(escape(name));
    }
    if (subresource != null && !subresource.isEmpty()) {
      out.append('/').append(subresource);
    }
    return out.toString();
  }

  static Map<String, String> query(ListOptions options) {
    Map<String, String> out = new LinkedHashMap<>();
    putUnlessEmpty(out, "labelSelector", options.labelSelector());
    putUnlessEmpty(out, "fieldSelector", options.fieldSelector());
    putUnlessEmpty(out, "resourceVersion", options.resourceVersion());
    putUnlessEmpty(out, "continue", options.continueToken());
    putUnlessEmpty(out, "limit", options.limit() > 0 ? Integer.toString(options.limit()) : "");
    return out;
  }

  private static void putUnlessEmpty(Map<String, String> out, String name, String value) {
    if (!value.isEmpty()) {
      out.put(name, value);
    }
  }

  static String withQuery(String path, Map<String, String> query) {
    StringBuilder out = new StringBuilder(path);
    char separator = path.indexOf('?') < 0 ? '?' : '&';
    for (Map.Entry<String, String> entry : query.entrySet()) {
      out.append(separator).append(entry.getKey()).append('=').append(escape(entry.getValue()));
      separator = '&';
    }
    return out.toString();
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
