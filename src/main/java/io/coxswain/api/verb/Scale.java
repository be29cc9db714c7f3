package io.coxswain.api.verb;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.Representation;
import io.coxswain.api.resource.Strategies;
import io.coxswain.cache.Entry;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import io.coxswain.schema.StructType;
import io.vertx.core.Future;
import java.util.List;

/** {@code scale}: the replicas of a workload as {@code autoscaling/v1 Scale}. */
final class Scale {
  private static final Gvk KIND = new Gvk("autoscaling", "v1", "Scale");

  private final Backend backend;
  private final Get get;
  private final Updater updater;
  private final BodyReader reader;
  private final StructType type;

  Scale(Backend backend) {
    this.backend = backend;
    this.get = new Get(backend);
    this.updater = new Updater(backend);
    this.reader = new BodyReader(backend.scheme());
    this.type = backend.scheme().type(KIND);
  }

  Future<ApiResponse> get(VerbRequest request) {
    Representation as = request.one();
    return get.entry(request).map(entry -> answer(request, as, entry));
  }

  Future<ApiResponse> update(VerbRequest request) {
    WriteOptions options = WriteOptions.of(request, "UpdateOptions", false);
    JsonObject scale = reader.read(request.body(), KIND, type, options.validation(), request::warn);
    return write(request, options, live -> scaled(request, live, scale));
  }

  Future<ApiResponse> patch(VerbRequest request) {
    WriteOptions options = WriteOptions.of(request, "PatchOptions", Patch.isApply(request));
    PatchBody patch = Patch.isApply(request) ? applied(request) : PatchBody.of(request);
    return write(
        request,
        options,
        live -> {
          JsonObject shown = shown(request, live);
          JsonObject scale =
              reader.patched(
                  patch.apply(shown, type), patch, KIND, type, options.validation(), request::warn);
          boolean untouched = Meta.resourceVersion(scale).equals(Meta.resourceVersion(shown));
          return scaled(request, live, untouched ? Meta.without(scale, "resourceVersion") : scale);
        });
  }

  /** An apply of a Scale sets its replicas and nothing else: the same as a merge of its spec. */
  private static PatchBody applied(VerbRequest request) {
    Json configuration = io.coxswain.json.Yaml.parse(request.body().bytes());
    JsonObject spec =
        configuration instanceof JsonObject object ? object.object("spec") : JsonObject.EMPTY;
    return new PatchBody.Merge(JsonObject.of("spec", spec), List.of());
  }

  private Future<ApiResponse> write(
      VerbRequest request, WriteOptions options, Updater.Change change) {
    Representation as = request.one();
    UpdateRules rules = UpdateRules.of(Strategies.of(request.type()), "scale");
    return updater
        .update(request, options, rules, false, change, null)
        .map(entry -> answer(request, as, entry));
  }

  private ApiResponse answer(VerbRequest request, Representation as, Entry entry) {
    JsonObject object = backend.renderer().views().object(request.type(), entry);
    return backend
        .renderer()
        .value(200, as.withForm(Representation.Form.OBJECT), shown(request, object));
  }

  private static JsonObject scaled(VerbRequest request, JsonObject live, JsonObject scale) {
    long replicas = scale.object("spec").integer("replicas", 0);
    if (replicas < 0) {
      throw ApiException.invalid(
          KIND,
          request.name(),
          List.of(
              FieldError.invalid("spec.replicas", replicas, "must be greater than or equal to 0")));
    }
    String version = Meta.resourceVersion(scale);
    String[] path = {"spec", "replicas"};
    if (request.type().isCustom()) {
      path = steps(request.type().custom().scale().string("specReplicasPath", ".spec.replicas"));
    }
    JsonObject out = live.withAt(Json.of(replicas), path);
    return Meta.with(out, "resourceVersion", version.isEmpty() ? null : version);
  }

  private static String[] steps(String path) {
    return path.substring(1).split("\\.");
  }

  private static JsonObject shown(VerbRequest request, JsonObject workload) {
    if (!request.type().isCustom()) {
      return shown(workload);
    }
    JsonObject paths = request.type().custom().scale();
    Json wanted = workload.at(steps(paths.string("specReplicasPath", ".spec.replicas")));
    if (wanted == null) {
      throw ApiException.internal(
          "the spec replicas field \""
              + paths.string("specReplicasPath", "")
              + "\" does not exist");
    }
    Json ready = workload.at(steps(paths.string("statusReplicasPath", ".status.replicas")));
    String labels = paths.string("labelSelectorPath", "");
    Json selector = labels.isEmpty() ? null : workload.at(steps(labels));
    return shown(workload, wanted, ready == null ? Json.of(0) : ready, selector);
  }

  static JsonObject shown(JsonObject workload) {
    JsonObject spec = workload.object("spec");
    Json wanted = spec.integer("replicas", 0) == 0 ? Json.of(0) : spec.get("replicas");
    String selector = selector(workload);
    return shown(
        workload,
        wanted,
        Json.of(workload.object("status").integer("replicas", 0)),
        selector == null ? null : Json.of(selector));
  }

  private static JsonObject shown(JsonObject workload, Json wanted, Json ready, Json selector) {
    JsonObject meta = Meta.of(workload);
    return JsonObject.builder()
        .put("kind", KIND.kind())
        .put("apiVersion", KIND.apiVersion())
        .put(
            "metadata",
            JsonObject.builder()
                .put("name", meta.get("name"))
                .put("namespace", meta.get("namespace"))
                .put("uid", meta.get("uid"))
                .put("resourceVersion", meta.get("resourceVersion"))
                .put("creationTimestamp", meta.get("creationTimestamp"))
                .build())
        .put(
            "spec",
            wanted.equals(Json.of(0)) ? JsonObject.EMPTY : JsonObject.of("replicas", wanted))
        .put(
            "status", JsonObject.builder().put("replicas", ready).put("selector", selector).build())
        .build();
  }

  /** As text; a ReplicationController's selector is a plain map. */
  private static String selector(JsonObject workload) {
    JsonObject selector = workload.object("spec").object("selector");
    if (selector.isEmpty()) {
      return null;
    }
    boolean plain = workload.string("kind", "").equals("ReplicationController");
    return (plain ? LabelSelector.ofMap(selector.stringMap()) : LabelSelector.ofObject(selector))
        .toString();
  }
}
