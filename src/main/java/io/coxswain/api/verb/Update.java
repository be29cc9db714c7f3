package io.coxswain.api.verb;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.Representation;
import io.coxswain.api.resource.Strategies;
import io.coxswain.api.resource.Strategy;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Meta;
import io.coxswain.schema.ResourceType;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Replaces an object, or what one of its subresources shows, by the body of a PUT. */
final class Update {
  private final Backend backend;
  private final Updater updater;
  private final CreateInstead createInstead;
  private final BodyReader reader;

  Update(Backend backend) {
    this.backend = backend;
    this.updater = new Updater(backend);
    this.createInstead = new CreateInstead(backend);
    this.reader = new BodyReader(backend.scheme());
  }

  Future<ApiResponse> answer(VerbRequest request) {
    Representation as = request.one();
    WriteOptions options = WriteOptions.of(request, "UpdateOptions", false);
    ResourceType type = request.type();
    JsonObject object =
        reader.read(request.body(), type.kind(), type.type(), options.validation(), request::warn);
    requireName(request, object);
    Create.requireNamespace(request, object);
    Strategy strategy = Strategies.of(type);
    String version = Meta.resourceVersion(object);
    boolean unconditional = version.isEmpty() || version.equals("0");
    boolean creates = strategy.allowCreateOnUpdate() && request.subresource().isEmpty();
    if (unconditional && !strategy.allowUnconditionalUpdate()) {
      throw ApiException.invalid(
          type.kind(),
          request.name(),
          List.of(
              FieldError.invalid(
                  "metadata.resourceVersion", Json.of(0), "must be specified for an update")));
    }
    AtomicInteger code = new AtomicInteger(200);
    return updater
        .update(
            request,
            options,
            UpdateRules.of(strategy, request.subresource()),
            false,
            live -> object,
            !creates
                ? null
                : missing -> {
                  code.set(201);
                  return createInstead.create(
                      request, options, Meta.without(object, "uid"), false, missing);
                })
        .map(entry -> backend.renderer().object(code.get(), as, request.include(), type, entry));
  }

  private static void requireName(VerbRequest request, JsonObject object) {
    String sent = Meta.name(object);
    if (sent.isEmpty()) {
      throw ApiException.badRequest(
          "name of the object (\"\" based on URL) was undeterminable: name must be provided");
    }
    if (!sent.equals(request.name())) {
      throw ApiException.badRequest(
          "the name of the object ("
              + sent
              + ") does not match the name on the URL ("
              + request.name()
              + ")");
    }
  }
}
