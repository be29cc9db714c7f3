package io.coxswain.api.admission;

import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Turns a pod's priorityClassName into its priority and preemption policy. */
public final class PriorityAdmission implements AdmissionPlugin {
  private static final String CLASSES = "priorityclasses.scheduling.k8s.io";
  private static final String DEFAULT_POLICY = "PreemptLowerPriority";

  /** Known before the bootstrap objects are written. */
  private static final Map<String, Long> SYSTEM =
      Map.of("system-node-critical", 2_000_001_000L, "system-cluster-critical", 2_000_000_000L);

  private final ClusterObjects objects;

  public PriorityAdmission(ClusterObjects objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "Priority";
  }

  @Override
  public Future<JsonObject> admit(Attributes request) {
    if (!request.isFor("pods")) {
      return Future.succeededFuture(request.object());
    }
    return switch (request.operation()) {
      case CREATE -> create(request);
      case UPDATE -> Future.succeededFuture(update(request));
      default -> Future.succeededFuture(request.object());
    };
  }

  /** An updater that does not know the fields leaves them out; they may not change anyway. */
  private static JsonObject update(Attributes request) {
    JsonObject spec = request.object().object("spec");
    JsonObject old = request.old().object("spec");
    JsonObject out = spec;
    for (String field : new String[] {"priority", "preemptionPolicy"}) {
      if (!out.has(field) && old.has(field)) {
        out = out.with(field, old.get(field));
      }
    }
    return out == spec ? request.object() : request.object().with("spec", out);
  }

  private Future<JsonObject> create(Attributes request) {
    String name = request.object().object("spec").string("priorityClassName", "");
    if (!name.isEmpty()) {
      return objects
          .find(CLASSES, "", name)
          .map(
              found -> {
                if (found == null && !SYSTEM.containsKey(name)) {
                  throw Refusal.forbidden(
                      request, "no PriorityClass with name " + name + " was found");
                }
                return with(
                    request,
                    name,
                    found == null ? SYSTEM.get(name) : found.integer("value", 0),
                    found == null
                        ? DEFAULT_POLICY
                        : found.string("preemptionPolicy", DEFAULT_POLICY));
              });
    }
    // Of several defaults the one of lowest value counts.
    Optional<JsonObject> standard =
        objects.list(CLASSES, null).stream()
            .filter(c -> c.bool("globalDefault", false))
            .min(Comparator.comparingLong(c -> c.integer("value", 0)));
    return Future.succeededFuture(
        standard
            .map(
                c ->
                    with(
                        request,
                        Meta.name(c),
                        c.integer("value", 0),
                        c.string("preemptionPolicy", DEFAULT_POLICY)))
            .orElseGet(() -> with(request, "", 0, DEFAULT_POLICY)));
  }

  private static JsonObject with(Attributes request, String name, long value, String policy) {
    JsonObject spec = request.object().object("spec");
    if (spec.get("priority") instanceof JsonNumber given && given.longValue() != value) {
      throw Refusal.forbidden(
          request,
          "the integer value of priority ("
              + given.longValue()
              + ") must not be provided in pod spec; priority admission controller computed "
              + value
              + " from the given PriorityClass name");
    }
    String asked = spec.string("preemptionPolicy", "");
    if (!asked.isEmpty() && !asked.equals(policy)) {
      throw Refusal.forbidden(
          request,
          "the string value of PreemptionPolicy ("
              + asked
              + ") must not be provided in pod spec; priority admission controller computed "
              + policy
              + " from the given PriorityClass name");
    }
    JsonObject out = spec.with("priority", value).with("preemptionPolicy", policy);
    return request
        .object()
        .with("spec", name.isEmpty() ? out : out.with("priorityClassName", name));
  }

  @Override
  public Future<Void> validate(Attributes request) {
    boolean write =
        request.operation() == Attributes.Operation.CREATE
            || request.operation() == Attributes.Operation.UPDATE;
    if (write && request.isFor(CLASSES) && request.object().bool("globalDefault", false)) {
      for (JsonObject other : objects.list(CLASSES, null)) {
        if (other.bool("globalDefault", false)
            && !Meta.name(other).equals(Meta.name(request.object()))) {
          return Future.failedFuture(
              Refusal.forbidden(
                  request,
                  "PriorityClass "
                      + Meta.name(other)
                      + " is already marked as default. Only one default can exist"));
        }
      }
    }
    return Future.succeededFuture();
  }
}
