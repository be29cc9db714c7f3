package io.coxswain.api.admission;

import io.coxswain.api.authn.TestCluster;
import io.coxswain.api.authn.UserInfo;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Requests to plugins and what becomes of them. Quotes in JSON may be written as {@code '}. */
final class AdmissionCase {
  final TestCluster cluster = new TestCluster();
  final ClusterObjects objects = new ClusterObjects(cluster.cache);
  UserInfo user = new UserInfo("jane", "", List.of("system:authenticated"), Map.of());

  static JsonObject json(String text) {
    return JsonParser.parseObject(text.replace('\'', '"'));
  }

  /**
   * @param resource such as {@code pods}, {@code pods/status} or {@code leases.coordination.k8s.io}
   */
  Attributes request(
      Attributes.Operation operation, String resource, JsonObject object, JsonObject old) {
    String[] parts = resource.split("/");
    if (resource.startsWith("certificatesigningrequests") && parts.length > 1) {
      parts = new String[] {parts[0], parts[1]};
    }
    int dot = parts[0].indexOf('.');
    String group = dot < 0 ? "" : parts[0].substring(dot + 1);
    String plural = dot < 0 ? parts[0] : parts[0].substring(0, dot);
    JsonObject known = object == null ? old : object;
    boolean create = operation == Attributes.Operation.CREATE && parts.length == 1;
    return new Attributes(
        operation,
        new Gvk(group, "v1", "Any"),
        new Gvr(group, "v1", plural),
        parts.length > 1 ? parts[1] : "",
        Meta.namespace(known),
        create ? "" : Meta.name(known),
        object,
        old,
        JsonObject.EMPTY,
        false,
        user);
  }

  Attributes create(String resource, String object) {
    return request(Attributes.Operation.CREATE, resource, json(object), null);
  }

  Attributes update(String resource, String old, String object) {
    return request(Attributes.Operation.UPDATE, resource, json(object), json(old));
  }

  Attributes delete(String resource, String old) {
    return request(Attributes.Operation.DELETE, resource, null, json(old));
  }

  static JsonObject admitted(AdmissionPlugin plugin, Attributes request) {
    return result(plugin.admit(request));
  }

  /** The refusal's message by either method; {@code null} where both let the request pass. */
  static String refusal(AdmissionPlugin plugin, Attributes request) {
    try {
      JsonObject object = result(plugin.admit(request));
      result(plugin.validate(request.withObject(object)));
      return null;
    } catch (ApiException e) {
      return e.getMessage();
    }
  }

  static <T> T result(Future<T> future) {
    if (future.failed()) {
      throw ApiException.of(future.cause());
    }
    return future.result();
  }
}
