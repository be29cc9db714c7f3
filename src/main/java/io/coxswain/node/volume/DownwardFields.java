package io.coxswain.node.volume;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Fields of a pod and its containers as text, for volumes and environments (downward API). */
public final class DownwardFields {
  private DownwardFields() {}

  /**
   * The value of a fieldRef.
   *
   * @param pod with the addresses it has now in its status
   * @throws ApiException BadRequest for a path that is none
   */
  public static String field(JsonObject pod, String path) {
    int bracket = path.indexOf('[');
    if (bracket > 0 && path.endsWith("]")) {
      String key =
          path.substring(bracket + 1, path.length() - 1).replace("'", "").replace("\"", "");
      return switch (path.substring(0, bracket)) {
        case "metadata.labels" -> Meta.labels(pod).getOrDefault(key, "");
        case "metadata.annotations" -> Meta.annotations(pod).getOrDefault(key, "");
        default -> throw unsupported(path);
      };
    }
    JsonObject status = pod.object("status");
    return switch (path) {
      case "metadata.name" -> Meta.name(pod);
      case "metadata.namespace" -> Meta.namespace(pod);
      case "metadata.uid" -> Meta.uid(pod);
      case "metadata.labels" -> map(Meta.labels(pod));
      case "metadata.annotations" -> map(Meta.annotations(pod));
      case "spec.nodeName" -> pod.object("spec").string("nodeName", "");
      case "spec.serviceAccountName" -> pod.object("spec").string("serviceAccountName", "");
      case "status.hostIP" -> status.string("hostIP", "");
      case "status.hostIPs" -> addresses(status.objects("hostIPs"));
      case "status.podIP" -> status.string("podIP", "");
      case "status.podIPs" -> addresses(status.objects("podIPs"));
      default -> throw unsupported(path);
    };
  }

  private static ApiException unsupported(String path) {
    return ApiException.badRequest("unsupported fieldPath: " + path);
  }

  private static String addresses(List<JsonObject> items) {
    return items.stream().map(o -> o.string("ip", "")).collect(Collectors.joining(","));
  }

  /** One {@code key="value"} a line, by key. */
  private static String map(Map<String, String> map) {
    StringBuilder out = new StringBuilder();
    new TreeMap<>(map)
        .forEach((key, value) -> out.append(key).append('=').append(quote(value)).append('\n'));
    return out.isEmpty() ? "" : out.substring(0, out.length() - 1);
  }

  private static String quote(String value) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /**
   * The value of a resourceFieldRef such as {@code limits.cpu}, divided and rounded up. A missing
   * limit is what the node has.
   *
   * @param container the one referred to
   * @param allocatable the node's
   */
  public static String resource(
      JsonObject container, JsonObject reference, JsonObject allocatable) {
    String path = reference.string("resource", "");
    int dot = path.indexOf('.');
    if (dot < 0) {
      throw ApiException.badRequest("unsupported container resource : " + path);
    }
    String list = path.substring(0, dot);
    String name = path.substring(dot + 1);
    JsonObject resources = container.object("resources");
    Quantity value = Quantity.of(resources.object(list).get(name));
    if (value.isZero() && list.equals("limits")) {
      value = Quantity.of(allocatable.get(name));
    }
    Quantity divisor = Quantity.of(reference.get("divisor"));
    BigDecimal by = divisor.isZero() ? BigDecimal.ONE : divisor.value();
    return value.value().divide(by, 0, RoundingMode.CEILING).toPlainString();
  }
}
