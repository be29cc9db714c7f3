package io.coxswain.api.verb;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.Representation;
import io.coxswain.cache.Entry;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import io.coxswain.kube.Time;
import io.coxswain.schema.ResourceType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** {@code pods/eviction}: deletes a pod if its disruption budget has one to spare. */
final class PodEviction {
  private static final Gvk KIND = new Gvk("policy", "v1", "Eviction");
  private static final Gvr PODS = Gvr.core("pods");
  private static final Gvr BUDGETS = new Gvr("policy", "v1", "poddisruptionbudgets");

  private final Backend backend;
  private final Get get;
  private final Updater updater;
  private final Deleter deleter;
  private final BodyReader reader;

  PodEviction(Backend backend) {
    this.backend = backend;
    this.get = new Get(backend);
    this.updater = new Updater(backend);
    this.deleter = new Deleter(backend);
    this.reader = new BodyReader(backend.scheme());
  }

  Future<ApiResponse> answer(VerbRequest request) {
    Representation as = request.one();
    JsonObject eviction =
        reader.read(
            request.body(),
            KIND,
            backend.scheme().type(KIND),
            WriteOptions.FieldValidation.IGNORE,
            request::warn);
    String name = Meta.name(eviction);
    if (!name.isEmpty() && !name.equals(request.name())) {
      throw ApiException.badRequest("name in URL does not match name in Eviction object");
    }
    DeleteOptions options = DeleteOptions.of(eviction.object("deleteOptions"));
    return get.entry(request)
        .compose(
            pod ->
                spend(request, pod.object(), options)
                    .compose(ignored -> mark(request, pod.object(), options)))
        .compose(ignored -> deleter.delete(request, options))
        .map(
            deleted ->
                backend
                    .renderer()
                    .value(201, as.withForm(Representation.Form.OBJECT), PodBinding.created()));
  }

  /** Takes one disruption from the pod's budget, where it has one and needs it. */
  private Future<Void> spend(VerbRequest request, JsonObject pod, DeleteOptions options) {
    String phase = pod.object("status").string("phase", "");
    boolean free = Set.of("Succeeded", "Failed", "Pending").contains(phase) || Meta.isDeleting(pod);
    if (free) {
      return Future.succeededFuture();
    }
    List<Entry> budgets = budgets(request.namespace(), pod);
    if (budgets.isEmpty()) {
      return Future.succeededFuture();
    }
    if (budgets.size() > 1) {
      throw new ApiException(
          Status.failure(
              Reason.INTERNAL_ERROR,
              "This pod has more than one PodDisruptionBudget, which the eviction subresource"
                  + " does not support."));
    }
    JsonObject budget = budgets.getFirst().object();
    if (!Conditions.isTrue(pod, "Ready") && unhealthyMayGo(budget)) {
      return Future.succeededFuture();
    }
    return updateStatus(
        request,
        BUDGETS,
        Meta.name(budget),
        options,
        live -> Meta.without(spent(live, request.name()), "resourceVersion"));
  }

  /** Tells the pod why it goes: a Job's failure policy may ignore that it failed (KEP-3329). */
  private Future<Void> mark(VerbRequest request, JsonObject pod, DeleteOptions options) {
    if (Meta.isDeleting(pod) || Conditions.isTrue(pod, "DisruptionTarget")) {
      return Future.succeededFuture();
    }
    JsonObject condition =
        JsonObject.builder()
            .put("type", "DisruptionTarget")
            .put("observedGeneration", Meta.generation(pod))
            .put("status", "True")
            .put("reason", "EvictionByEvictionAPI")
            .put("message", "Eviction API: evicting")
            .build();
    return updateStatus(
        request,
        PODS,
        request.name(),
        options,
        live -> {
          JsonArray conditions = live.object("status").array("conditions");
          return Meta.without(live, "resourceVersion")
              .withAt(Conditions.set(conditions, condition, backend.now()), "status", "conditions");
        });
  }

  private Future<Void> updateStatus(
      VerbRequest request,
      Gvr resource,
      String name,
      DeleteOptions options,
      UnaryOperator<JsonObject> change) {
    ResourceType type = backend.scheme().resource(resource);
    VerbRequest update =
        new VerbRequest(
            type,
            "status",
            request.namespace(),
            name,
            QueryString.EMPTY,
            null,
            false,
            Body.NONE,
            request.user(),
            request.userAgent(),
            new ArrayList<>(),
            request.loop());
    WriteOptions write =
        new WriteOptions(
            options.dryRun(), "", WriteOptions.FieldValidation.IGNORE, false, "UpdateOptions");
    UpdateRules rules = new UpdateRules((object, old) -> object, (object, old) -> List.of());
    return updater.update(update, write, rules, true, change::apply, null).mapEmpty();
  }

  private List<Entry> budgets(String namespace, JsonObject pod) {
    List<Entry> out = new ArrayList<>();
    for (Entry entry : backend.cache().snapshot(BUDGETS.groupResource()).in(namespace)) {
      JsonObject selector = entry.object().object("spec").object("selector");
      if (entry.object().object("spec").has("selector")
          && LabelSelector.ofObject(selector).matches(pod)) {
        out.add(entry);
      }
    }
    return out;
  }

  private static boolean unhealthyMayGo(JsonObject budget) {
    JsonObject status = budget.object("status");
    boolean always =
        "AlwaysAllow".equals(budget.object("spec").string("unhealthyPodEvictionPolicy"));
    long desired = status.integer("desiredHealthy", 0);
    return always || (desired > 0 && status.integer("currentHealthy", 0) >= desired);
  }

  private JsonObject spent(JsonObject budget, String pod) {
    JsonObject status = budget.object("status");
    String name = Meta.name(budget);
    if (status.integer("observedGeneration", 0) < Meta.generation(budget)) {
      throw refused(
          "The disruption budget " + name + " is still being processed by the server.", 10);
    }
    long allowed = status.integer("disruptionsAllowed", 0);
    if (allowed <= 0) {
      throw refused(
          "The disruption budget "
              + name
              + " needs "
              + status.integer("desiredHealthy", 0)
              + " healthy pods and has "
              + status.integer("currentHealthy", 0)
              + " currently",
          0);
    }
    return budget
        .withAt(Json.of(allowed - 1), "status", "disruptionsAllowed")
        .withAt(Json.of(Time.seconds(backend.now())), "status", "disruptedPods", pod);
  }

  private static ApiException refused(String why, int retryAfter) {
    JsonObject cause =
        JsonObject.builder().put("reason", "DisruptionBudget").put("message", why).build();
    JsonObject.Builder details = JsonObject.builder().put("causes", JsonArray.of(cause));
    if (retryAfter > 0) {
      details.put("retryAfterSeconds", retryAfter);
    }
    return new ApiException(
        Status.failure(
                Reason.TOO_MANY_REQUESTS,
                "Cannot evict pod as it would violate the pod's disruption budget.")
            .withDetails(details.build()));
  }
}
