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
import java.util.ArrayList;
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
    return write(request, options, live -> scaled(live, scale, request.name()));
  }

  Future<ApiResponse> patch(VerbRequest request) {
    WriteOptions options = WriteOptions.of(request, "PatchOptions", Patch.isApply(request));
    PatchBody patch = Patch.isApply(request) ? applied(request) : PatchBody.of(request);
    return write(
        request,
        options,
        live -> {
          JsonObject shown = shown(live);
          JsonObject scale =
              reader.decode(
                  patch.apply(shown, type),
                  KIND,
                  type,
                  options.validation(),
                  new ArrayList<>(),
                  request::warn);
          boolean untouched = Meta.resourceVersion(scale).equals(Meta.resourceVersion(shown));
          return scaled(
              live, untouched ? Meta.without(scale, "resourceVersion") : scale, request.name());
        });
  }

  /** An apply of a Scale sets its replicas and nothing else: the same as a merge of its spec. */
  private static PatchBody applied(VerbRequest request) {
    Json configuration = io.coxswain.json.Yaml.parse(request.body().bytes());
    JsonObject spec =
        configuration instanceof JsonObject object ? object.object("spec") : JsonObject.EMPTY;
    return new PatchBody.Merge(JsonObject.of("spec", spec));
  }

  private Future<ApiResponse> write(
      VerbRequest request, WriteOptions options, Updater.Change change) {
    Representation as = request.one();
    UpdateRules rules = UpdateRules.of(Strategies.of(request.type().storageResource()), "scale");
    return updater
        .update(request, options, rules, false, change, null)
        .map(entry -> answer(request, as, entry));
  }

  private ApiResponse answer(VerbRequest request, Representation as, Entry entry) {
    JsonObject object = backend.renderer().views().object(request.type(), entry);
    return backend.renderer().value(200, as.withForm(Representation.Form.OBJECT), shown(object));
  }

  private static JsonObject scaled(JsonObject live, JsonObject scale, String name) {
    long replicas = scale.object("spec").integer("replicas", 0);
    if (replicas < 0) {
      throw ApiException.invalid(
          KIND,
          name,
          List.of(
              FieldError.invalid("spec.replicas", replicas, "must be greater than or equal to 0")));
    }
    String version = Meta.resourceVersion(scale);
    JsonObject out = live.withAt(Json.of(replicas), "spec", "replicas");
    return Meta.with(out, "resourceVersion", version.isEmpty() ? null : version);
  }

  static JsonObject shown(JsonObject workload) {
    JsonObject meta = Meta.of(workload);
    JsonObject spec = workload.object("spec");
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
            spec.integer("replicas", 0) == 0
                ? JsonObject.EMPTY
                : JsonObject.of("replicas", spec.get("replicas")))
        .put(
            "status",
            JsonObject.builder()
                .put("replicas", workload.object("status").integer("replicas", 0))
                .put("selector", selector(workload))
                .build())
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
