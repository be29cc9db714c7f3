package io.coxswain.api.verb;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.MediaType;
import io.coxswain.api.render.Representation;
import io.coxswain.api.resource.Strategies;
import io.coxswain.api.resource.Strategy;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.patch.ServerSideApply;
import io.coxswain.schema.Decoder;
import io.coxswain.schema.Defaults;
import io.coxswain.schema.ResourceType;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Changes an object by a patch of one of four formats; apply may create it. */
final class Patch {
  private static final String APPLY = "application/apply-patch+yaml";

  private final Backend backend;
  private final Updater updater;
  private final CreateInstead createInstead;
  private final BodyReader reader;

  Patch(Backend backend) {
    this.backend = backend;
    this.updater = new Updater(backend);
    this.createInstead = new CreateInstead(backend);
    this.reader = new BodyReader(backend.scheme());
  }

  static boolean isApply(VerbRequest request) {
    return format(request).equals(APPLY);
  }

  static String format(VerbRequest request) {
    MediaType media = MediaType.parse(request.body().contentType());
    return media == null ? "" : media.name();
  }

  Future<ApiResponse> answer(VerbRequest request) {
    Representation as = request.one();
    boolean apply = isApply(request);
    WriteOptions options = WriteOptions.of(request, "PatchOptions", apply);
    Strategy strategy = Strategies.of(request.type());
    UpdateRules rules = UpdateRules.of(strategy, request.subresource());
    AtomicInteger code = new AtomicInteger(200);
    Future<io.coxswain.cache.Entry> written =
        apply
            ? apply(request, options, strategy, rules, code)
            : updater.update(request, options, rules, false, patch(request, options), null);
    return written.map(
        entry ->
            backend.renderer().object(code.get(), as, request.include(), request.type(), entry));
  }

  private Updater.Change patch(VerbRequest request, WriteOptions options) {
    ResourceType type = request.type();
    PatchBody patch = PatchBody.of(request);
    return live -> {
      JsonObject patched = patch.apply(live, type.type());
      JsonObject decoded =
          reader.patched(
              patched, patch, type.kind(), type.type(), options.validation(), request::warn);
      // A patch that says nothing about the version applies to any.
      return Meta.resourceVersion(decoded).equals(Meta.resourceVersion(live))
          ? Meta.without(decoded, "resourceVersion")
          : decoded;
    };
  }

  private Future<io.coxswain.cache.Entry> apply(
      VerbRequest request,
      WriteOptions options,
      Strategy strategy,
      UpdateRules rules,
      AtomicInteger code) {
    ResourceType type = request.type();
    JsonObject configuration =
        withPlace(request, PatchBody.configuration(request, reader, options));
    String version = Meta.resourceVersion(configuration);
    JsonObject bare = Meta.without(configuration, "resourceVersion");
    Updater.Change change =
        live -> {
          JsonObject merged = applied(request, options, strategy, live, bare);
          return Meta.with(merged, "resourceVersion", version.isEmpty() ? null : version);
        };
    return updater.update(
        request,
        options,
        rules,
        true,
        change,
        !request.subresource().isEmpty()
            ? null
            : missing -> {
              code.set(201);
              String uid = Meta.uid(configuration);
              if (!uid.isEmpty()) {
                throw ApiException.conflict(
                    request.resource(),
                    request.name(),
                    "uid mismatch: the provided object specified uid "
                        + uid
                        + ", and no existing object was found");
              }
              JsonObject made = applied(request, options, strategy, null, bare);
              return createInstead.create(
                  request,
                  options,
                  Defaults.apply(
                      type.type(),
                      Meta.with(made, "resourceVersion", version.isEmpty() ? null : version)),
                  true,
                  missing);
            });
  }

  private JsonObject applied(
      VerbRequest request,
      WriteOptions options,
      Strategy strategy,
      JsonObject live,
      JsonObject configuration) {
    ResourceType type = request.type();
    JsonObject before =
        live == null ? null : Meta.without(Decoder.decode(type.type(), live), "resourceVersion");
    JsonObject merged =
        ServerSideApply.apply(
            before,
            configuration,
            options.manager(),
            request.subresource(),
            options.force(),
            backend.now(),
            type.type(),
            strategy.resetFields(request.subresource()));
    return Defaults.apply(type.type(), merged);
  }

  private static JsonObject withPlace(VerbRequest request, JsonObject configuration) {
    JsonObject meta = Meta.of(configuration);
    String name = meta.string("name", "");
    if (!name.isEmpty() && !name.equals(request.name())) {
      throw ApiException.badRequest(
          "the name of the object ("
              + name
              + ") does not match the name on the URL ("
              + request.name()
              + ")");
    }
    Create.requireNamespace(request, configuration);
    meta = meta.with("name", request.name());
    if (request.type().namespaced()) {
      meta = meta.with("namespace", request.namespace());
    }
    return configuration.with("metadata", meta);
  }
}
