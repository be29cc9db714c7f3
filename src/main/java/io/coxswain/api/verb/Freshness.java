package io.coxswain.api.verb;

import io.coxswain.cache.Cache;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;

/** Waits until the cache is as new as a request's resourceVersion asks for. */
final class Freshness {
  private static final long WAIT_MILLISECONDS = 3_000;

  private Freshness() {}

  /**
   * The number of a resourceVersion parameter.
   *
   * @throws ApiException Invalid where it is none
   */
  static long parse(String resourceVersion) {
    try {
      long revision = Long.parseLong(resourceVersion);
      if (revision >= 0) {
        return revision;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw ApiException.invalid(
        new Gvk("", "v1", "ListOptions"),
        "",
        List.of(
            FieldError.invalid(
                "resourceVersion",
                resourceVersion,
                "strconv.ParseUint: parsing \"" + resourceVersion + "\": invalid syntax")));
  }

  /**
   * Completes when a read with this resourceVersion may be answered: {@code ""} everything
   * committed until now, {@code "0"} at once, N at least N. Fails with Timeout where N lies in the
   * future for too long.
   */
  static Future<Void> await(Cache cache, String resourceVersion, Loop loop) {
    if (resourceVersion.isEmpty()) {
      return loop.on(cache.current());
    }
    long revision = parse(resourceVersion);
    return revision == 0 ? Future.succeededFuture() : atLeast(cache, revision, loop);
  }

  private static Future<Void> atLeast(Cache cache, long revision, Loop loop) {
    Future<Void> there = cache.atLeast(revision);
    if (there.succeeded()) {
      return there;
    }
    Promise<Void> promise = Promise.promise();
    Runnable cancel =
        loop.after(WAIT_MILLISECONDS, () -> promise.tryFail(tooLarge(revision, cache.revision())));
    loop.on(there)
        .onComplete(
            done -> {
              cancel.run();
              promise.tryComplete();
            });
    return promise.future();
  }

  private static ApiException tooLarge(long asked, long current) {
    JsonObject cause =
        JsonObject.builder()
            .put("reason", "ResourceVersionTooLarge")
            .put("message", "Too large resource version")
            .build();
    return new ApiException(
        Status.failure(
                Reason.TIMEOUT,
                "Timeout: Too large resource version: " + asked + ", current: " + current)
            .withDetails(
                JsonObject.builder()
                    .put("causes", JsonArray.of(cause))
                    .put("retryAfterSeconds", 1)
                    .build()));
  }
}
