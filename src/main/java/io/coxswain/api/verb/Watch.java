package io.coxswain.api.verb;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.Representation;
import io.coxswain.cache.Snapshot;
import io.coxswain.kube.ApiException;
import io.vertx.core.Future;

/**
 * Changes as they happen. Where the stream begins is upstream's table: without a resourceVersion
 * (or 0) with the present objects as ADDED, with N after N, with sendInitialEvents with the present
 * objects and a bookmark that ends them.
 */
final class Watch {
  private static final long MINIMUM_SECONDS = 1_800;
  private final Backend backend;

  Watch(Backend backend) {
    this.backend = backend;
  }

  Future<ApiResponse> answer(VerbRequest request) {
    Representation as =
        Representation.negotiate(request.accept(), true, true, false, !request.type().isCustom());
    ListOptions options = ListOptions.of(request.query(), true);
    Selection selection = Selection.of(request);
    String version = options.resourceVersion();
    boolean fromVersion = !version.isEmpty() && Freshness.parse(version) > 0;
    boolean initial = options.initialEventsAsked() ? options.initialEvents() : !fromVersion;
    // A watch from a version does not wait for it: later changes are all it is about.
    boolean wait = initial || !fromVersion;
    Future<Void> fresh =
        wait ? Freshness.await(backend.cache(), version, request.loop()) : Future.succeededFuture();
    return fresh.map(
        ignored -> {
          Snapshot snapshot =
              wait ? backend.cache().snapshot(request.type().storageResource()) : null;
          long from = snapshot == null ? Freshness.parse(version) : snapshot.revision();
          WatchSession session =
              new WatchSession(
                  backend, request, as, options, selection, initial ? snapshot : null, from);
          return ApiResponse.streamed(200, as.watchContentType(), session::start);
        });
  }

  /**
   * The seconds a watch lasts: as asked, else a random time so that not all clients come back at
   * once.
   */
  static long seconds(Backend backend, ListOptions options) {
    if (options.timeoutSeconds() < 0) {
      throw ApiException.badRequest("timeoutSeconds must not be negative");
    }
    return options.timeoutSeconds() > 0
        ? options.timeoutSeconds()
        : MINIMUM_SECONDS + backend.random().nextLong(MINIMUM_SECONDS);
  }
}
