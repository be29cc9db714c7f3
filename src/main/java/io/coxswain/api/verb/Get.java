package io.coxswain.api.verb;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.Representation;
import io.coxswain.cache.Entry;
import io.coxswain.kube.ApiException;
import io.vertx.core.Future;

/**
 * One object. Without a resourceVersion the read is consistent; {@code 0} answers from memory, N
 * waits until memory is that new.
 */
final class Get {
  private final Backend backend;

  Get(Backend backend) {
    this.backend = backend;
  }

  Future<ApiResponse> answer(VerbRequest request) {
    Representation as = request.one();
    return entry(request)
        .map(entry -> backend.renderer().object(200, as, request.include(), request.type(), entry));
  }

  /** The object as stored; fails with NotFound. */
  Future<Entry> entry(VerbRequest request) {
    return Freshness.await(backend.cache(), request.query().get("resourceVersion"), request.loop())
        .map(
            ignored -> {
              Entry entry =
                  backend.cache().snapshot(request.type().storageResource()).get(request.key());
              if (entry == null) {
                throw ApiException.notFound(request.resource(), request.name());
              }
              return entry;
            });
  }
}
