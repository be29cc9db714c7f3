package io.coxswain.api.verb;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.Representation;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.vertx.core.Future;
import java.util.List;

/** {@code pods/binding}: gives a pod its node, once. */
final class PodBinding {
  private static final Gvk KIND = new Gvk("", "v1", "Binding");

  private final Backend backend;
  private final Updater updater;
  private final BodyReader reader;

  PodBinding(Backend backend) {
    this.backend = backend;
    this.updater = new Updater(backend);
    this.reader = new BodyReader(backend.scheme());
  }

  /** A POST to {@code bindings}, which names the pod in its body. */
  Future<ApiResponse> answerLegacy(VerbRequest request) {
    JsonObject binding =
        reader.read(
            request.body(),
            KIND,
            backend.scheme().type(KIND),
            WriteOptions.FieldValidation.IGNORE,
            request::warn);
    return answer(
        request
            .withType(backend.scheme().resource(Gvr.core("pods")), "binding")
            .withName(Meta.name(binding)));
  }

  Future<ApiResponse> answer(VerbRequest request) {
    Representation as = request.one();
    WriteOptions options = WriteOptions.of(request, "CreateOptions", false);
    JsonObject binding =
        reader.read(
            request.body(), KIND, backend.scheme().type(KIND), options.validation(), request::warn);
    requireTarget(binding, request.name());
    UpdateRules rules = new UpdateRules((object, old) -> object, (object, old) -> List.of());
    return updater
        .update(request, options, rules, true, live -> bound(request, live, binding), null)
        .map(
            entry ->
                backend.renderer().value(201, as.withForm(Representation.Form.OBJECT), created()));
  }

  static JsonObject created() {
    return JsonObject.builder()
        .put("kind", "Status")
        .put("apiVersion", "v1")
        .put("metadata", JsonObject.EMPTY)
        .put("status", "Success")
        .put("code", 201)
        .build();
  }

  private static void requireTarget(JsonObject binding, String name) {
    JsonObject target = binding.object("target");
    String kind = target.string("kind", "");
    if (!kind.isEmpty() && !kind.equals("Node")) {
      throw ApiException.invalid(
          KIND,
          name,
          List.of(FieldError.notSupported("target.kind", kind, List.of("Node", "<empty>"))));
    }
    if (target.string("name", "").isEmpty()) {
      throw ApiException.invalid(KIND, name, List.of(FieldError.required("target.name", "")));
    }
  }

  private JsonObject bound(VerbRequest request, JsonObject pod, JsonObject binding) {
    String node = binding.object("target").string("name", "");
    String bound = pod.object("spec").string("nodeName", "");
    if (Meta.isDeleting(pod)) {
      throw conflict(
          request, "pod " + request.name() + " is being deleted, cannot be assigned to a host");
    }
    if (!bound.isEmpty()) {
      throw conflict(
          request, "pod " + request.name() + " is already assigned to node \"" + bound + "\"");
    }
    if (!pod.object("spec").array("schedulingGates").isEmpty()) {
      throw conflict(request, "pod " + request.name() + " has non-empty .spec.schedulingGates");
    }
    JsonObject condition =
        JsonObject.builder().put("type", "PodScheduled").put("status", "True").build();
    JsonArray conditions =
        Conditions.set(pod.object("status").array("conditions"), condition, backend.now());
    JsonObject out =
        pod.withAt(Json.of(node), "spec", "nodeName").withAt(conditions, "status", "conditions");
    for (var annotation : Meta.annotations(binding).entrySet()) {
      out = Meta.withAnnotation(out, annotation.getKey(), annotation.getValue());
    }
    String uid = Meta.uid(binding);
    if (!uid.isEmpty()) {
      out = Meta.with(out, "uid", uid);
    }
    // Unconditional: a race with a status update does not matter, one with a binding is seen above.
    return Meta.without(out, "resourceVersion");
  }

  private static ApiException conflict(VerbRequest request, String why) {
    return ApiException.conflict(request.resource(), request.name(), why);
  }
}
