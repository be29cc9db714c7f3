package io.coxswain.api.admission;

import io.coxswain.api.admission.Attributes.Operation;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Quantity;
import io.coxswain.kube.QuotaUsage;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * Keeps a namespace within its ResourceQuotas. Usage is counted from the objects there are, and
 * from those this server admitted a moment ago and does not see yet; {@code status.used}, which
 * upstream counts with, is for people to read.
 */
public final class ResourceQuotaAdmission implements AdmissionPlugin {
  /** As long a write may take to be seen in the cache. */
  private static final long PENDING_MILLISECONDS = 3_000;

  private static final Set<String> UPDATED = Set.of("services", "persistentvolumeclaims", "pods");
  private static final Set<String> REQUIRED =
      Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

  private final ClusterObjects objects;
  private final LongFunction<Future<Void>> pause;
  private final List<Pending> pending = new CopyOnWriteArrayList<>();

  private record Pending(String resource, ObjectKey key, JsonObject object) {}

  public ResourceQuotaAdmission(ClusterObjects objects, LongFunction<Future<Void>> pause) {
    this.objects = objects;
    this.pause = pause;
  }

  @Override
  public String name() {
    return "ResourceQuota";
  }

  @Override
  public Future<Void> validate(Attributes request) {
    String resource = request.resource().groupResource();
    boolean counts =
        request.subresource().isEmpty()
            && !request.namespace().isEmpty()
            && request.object() != null
            && (request.operation() == Operation.CREATE
                || request.operation() == Operation.UPDATE && UPDATED.contains(resource));
    if (!counts) {
      return Future.succeededFuture();
    }
    List<JsonObject> quotas = objects.list("resourcequotas", request.namespace());
    if (quotas.isEmpty()) {
      return Future.succeededFuture();
    }
    for (JsonObject quota : quotas) {
      String refusal = refusal(request, resource, quota);
      if (!refusal.isEmpty()) {
        return Future.failedFuture(Refusal.forbidden(request, refusal));
      }
    }
    if (request.operation() == Operation.CREATE && !request.dryRun()) {
      ObjectKey key = ObjectKey.of(request.namespace(), Meta.name(request.object()));
      Pending admitted = new Pending(resource, key, request.object());
      pending.add(admitted);
      pause.apply(PENDING_MILLISECONDS).onComplete(ignored -> pending.remove(admitted));
    }
    return Future.succeededFuture();
  }

  /** Why the quota is against it; empty for nothing. */
  private String refusal(Attributes request, String resource, JsonObject quota) {
    if (!QuotaUsage.isInScope(quota, resource, request.object())) {
      return "";
    }
    JsonObject hard = quota.object("spec").object("hard");
    Map<String, Quantity> asked = QuotaUsage.of(resource, request.object());
    String name = Meta.name(quota);
    if (resource.equals("pods") && request.operation() == Operation.CREATE) {
      String missing = missing(request.object(), hard);
      if (!missing.isEmpty()) {
        return "failed quota: " + name + ": must specify " + missing;
      }
    }
    Map<String, Quantity> more = new TreeMap<>();
    Map<String, Quantity> before =
        request.old() == null ? Map.of() : QuotaUsage.of(resource, request.old());
    asked.forEach(
        (what, amount) -> {
          Quantity delta = amount.minus(before.getOrDefault(what, Quantity.ZERO));
          if (hard.has(what) && delta.signum() > 0) {
            more.put(what, delta);
          }
        });
    if (more.isEmpty()) {
      return "";
    }
    Map<String, Quantity> used = used(request.namespace(), resource, quota);
    Map<String, Quantity> over = new TreeMap<>();
    more.forEach(
        (what, delta) -> {
          Quantity sum = used.getOrDefault(what, Quantity.ZERO).plus(delta);
          if (sum.compareTo(Quantity.of(hard.get(what))) > 0) {
            over.put(what, delta);
          }
        });
    if (over.isEmpty()) {
      return "";
    }
    Map<String, Quantity> of = new TreeMap<>();
    Map<String, Quantity> limited = new TreeMap<>();
    for (String what : over.keySet()) {
      of.put(what, used.getOrDefault(what, Quantity.ZERO));
      limited.put(what, Quantity.of(hard.get(what)));
    }
    return "exceeded quota: "
        + name
        + ", requested: "
        + text(over)
        + ", used: "
        + text(of)
        + ", limited: "
        + text(limited);
  }

  /** Where computing resources are limited, every container says what it needs. */
  private static String missing(JsonObject pod, JsonObject hard) {
    return hard.names().stream()
        .filter(REQUIRED::contains)
        .sorted()
        .map(name -> missing(pod, name))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String missing(JsonObject pod, String name) {
    String field = name.startsWith("limits.") ? "limits" : "requests";
    String what = name.substring(name.indexOf('.') + 1);
    if (pod.object("spec").object("resources").object(field).has(what)) {
      return "";
    }
    String without =
        pod.object("spec").objects("containers").stream()
            .filter(container -> !container.object("resources").object(field).has(what))
            .map(container -> container.string("name", ""))
            .sorted()
            .collect(Collectors.joining(","));
    return without.isEmpty() ? "" : name + " for: " + without;
  }

  private Map<String, Quantity> used(String namespace, String resource, JsonObject quota) {
    Map<String, Quantity> sum = new TreeMap<>();
    for (JsonObject object : objects.list(resource, namespace)) {
      add(sum, quota, resource, object);
    }
    for (Pending admitted : pending) {
      boolean seen =
          objects.get(admitted.resource, admitted.key.namespace(), admitted.key.name()) != null;
      if (seen) {
        pending.remove(admitted);
      } else if (admitted.resource.equals(resource) && admitted.key.namespace().equals(namespace)) {
        add(sum, quota, resource, admitted.object);
      }
    }
    return sum;
  }

  private static void add(
      Map<String, Quantity> sum, JsonObject quota, String resource, JsonObject object) {
    if (QuotaUsage.isInScope(quota, resource, object)) {
      QuotaUsage.of(resource, object)
          .forEach((what, amount) -> sum.merge(what, amount, Quantity::plus));
    }
  }

  private static String text(Map<String, Quantity> amounts) {
    return amounts.entrySet().stream()
        .map(amount -> amount.getKey() + "=" + amount.getValue())
        .collect(Collectors.joining(","));
  }
}
