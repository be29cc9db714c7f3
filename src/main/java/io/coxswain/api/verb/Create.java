package io.coxswain.api.verb;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.Representation;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.schema.ResourceType;
import io.vertx.core.Future;

/** A new object from the body of a POST. */
final class Create {
  private final Backend backend;
  private final Creator creator;
  private final BodyReader reader;

  Create(Backend backend) {
    this.backend = backend;
    this.creator = new Creator(backend);
    this.reader = new BodyReader(backend.scheme());
  }

  Future<ApiResponse> answer(VerbRequest request) {
    Representation as = request.one();
    WriteOptions options = WriteOptions.of(request, "CreateOptions", false);
    ResourceType type = request.type();
    JsonObject object =
        reader.read(request.body(), type.kind(), type.type(), options.validation(), request::warn);
    requireNamespace(request, object);
    return creator
        .create(request, options, object, false)
        .map(entry -> backend.renderer().object(201, as, request.include(), type, entry));
  }

  /**
   * @throws ApiException BadRequest where object and path do not agree
   */
  static void requireNamespace(VerbRequest request, JsonObject object) {
    String sent = Meta.namespace(object);
    if (request.type().namespaced() && request.namespace().isEmpty()) {
      throw ApiException.badRequest("an empty namespace may not be set during creation");
    }
    if (request.type().namespaced() && !sent.isEmpty() && !sent.equals(request.namespace())) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }
}
