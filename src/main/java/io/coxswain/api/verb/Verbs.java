package io.coxswain.api.verb;

import io.coxswain.api.authn.VirtualResource;
import io.coxswain.api.render.ApiResponse;
import io.coxswain.kube.ApiException;
import io.coxswain.schema.ResourceType;
import io.coxswain.schema.Subresource;
import io.vertx.core.Future;
import java.util.Map;

/** Sends a request to the class of its verb and subresource. */
public final class Verbs {
  private final Get get;
  private final ListVerb list;
  private final Watch watch;
  private final Create create;
  private final Update update;
  private final Patch patch;
  private final Delete delete;
  private final DeleteCollection deleteCollection;
  private final Scale scale;
  private final PodBinding binding;
  private final PodEviction eviction;
  private final VirtualCreate virtualCreate;
  private final Map<String, VirtualResource> virtual;

  /**
   * @param virtual what is answered and not stored, by group resource and, for a subresource, a
   *     slash and its name: {@code tokenreviews.authentication.k8s.io}, {@code
   *     serviceaccounts/token}
   */
  public Verbs(Backend backend, Map<String, VirtualResource> virtual) {
    this.get = new Get(backend);
    this.list = new ListVerb(backend);
    this.watch = new Watch(backend);
    this.create = new Create(backend);
    this.update = new Update(backend);
    this.patch = new Patch(backend);
    this.delete = new Delete(backend);
    this.deleteCollection = new DeleteCollection(backend);
    this.scale = new Scale(backend);
    this.binding = new PodBinding(backend);
    this.eviction = new PodEviction(backend);
    this.virtualCreate = new VirtualCreate(backend);
    this.virtual = Map.copyOf(virtual);
  }

  /** The answer; fails with ApiException. */
  public Future<ApiResponse> answer(String verb, VerbRequest request) {
    try {
      return request.subresource().isEmpty() ? main(verb, request) : subresource(verb, request);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<ApiResponse> main(String verb, VerbRequest request) {
    ResourceType type = request.type();
    if (!type.supports(verb)) {
      throw ApiException.methodNotAllowed(type.resource(), verb);
    }
    VirtualResource answered = virtual.get(type.resource().groupResource());
    if (answered != null) {
      return virtualCreate.answer(request, answered, type.kind());
    }
    return switch (verb) {
      case "get" -> get.answer(request);
      case "list" -> list.answer(request);
      case "watch" -> watch.answer(request);
      case "create" ->
          type.resource().groupResource().equals("bindings")
              ? legacyBinding(request)
              : create.answer(request);
      case "update" -> update.answer(request);
      case "patch" -> patch.answer(request);
      case "delete" -> delete.answer(request);
      case "deletecollection" -> deleteCollection.answer(request);
      default -> throw ApiException.methodNotAllowed(type.resource(), verb);
    };
  }

  /** A POST to {@code bindings} names the pod in its body. */
  private Future<ApiResponse> legacyBinding(VerbRequest request) {
    return binding.answerLegacy(request);
  }

  private Future<ApiResponse> subresource(String verb, VerbRequest request) {
    ResourceType type = request.type();
    Subresource subresource = type.subresource(request.subresource());
    if (subresource == null) {
      throw ApiException.noResource();
    }
    if (!subresource.verbs().contains(verb)) {
      throw ApiException.methodNotAllowed(type.resource(), verb);
    }
    String path = type.resource().groupResource() + "/" + subresource.name();
    VirtualResource answered = virtual.get(path);
    if (answered != null && verb.equals("create")) {
      return virtualCreate.answer(request, answered, subresource.kind());
    }
    return switch (path) {
      case "pods/binding" -> binding.answer(request);
      case "pods/eviction" -> eviction.answer(request);
      default ->
          switch (verb) {
            case "get" -> isScale(subresource) ? scale.get(request) : get.answer(request);
            case "update" -> isScale(subresource) ? scale.update(request) : update.answer(request);
            case "patch" -> isScale(subresource) ? scale.patch(request) : patch.answer(request);
            default -> throw ApiException.methodNotAllowed(type.resource(), verb);
          };
    };
  }

  private static boolean isScale(Subresource subresource) {
    return subresource.name().equals("scale");
  }
}
