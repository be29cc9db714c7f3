package io.coxswain.api.http;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.verb.Loop;
import io.coxswain.kube.ApiException;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * A bound on requests that are not long-running (upstream's {@code --request-timeout}): a write may
 * have to wait for the database to say what became of it, but nobody waits for ever.
 */
final class Deadline {
  private static final long MILLIS = 60_000;

  private Deadline() {}

  /** The answer, or after a minute 504; what comes later is dropped. */
  static Future<ApiResponse> within(Loop loop, Future<ApiResponse> work) {
    if (work.isComplete()) {
      return work;
    }
    Promise<ApiResponse> answer = Promise.promise();
    Runnable cancel =
        loop.after(
            MILLIS,
            () ->
                answer.tryFail(
                    ApiException.timeout("request did not complete within the allotted timeout")));
    work.onComplete(
        done -> {
          cancel.run();
          if (done.succeeded()) {
            answer.tryComplete(done.result());
          } else {
            answer.tryFail(done.cause());
          }
        });
    return answer.future();
  }
}
