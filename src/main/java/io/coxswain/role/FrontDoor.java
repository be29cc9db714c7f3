package io.coxswain.role;

import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Takes every request that is not the platform's: to the API server once it stands, until then to a
 * plain answer that says what is missing.
 */
final class FrontDoor implements Handler<HttpServerRequest> {
  private volatile Handler<HttpServerRequest> inside;
  private volatile String missing = "the server is starting";

  /** From now on requests go to {@code handler}. */
  void open(Handler<HttpServerRequest> handler) {
    inside = handler;
  }

  /** Says what is waited for. */
  void waitingFor(String what) {
    missing = what;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Handler<HttpServerRequest> handler = inside;
    if (handler != null) {
      handler.handle(request);
      return;
    }
    if ("/livez".equals(request.path()) || "/healthz".equals(request.path())) {
      request.response().putHeader("content-type", "text/plain").end("ok");
      return;
    }
    if ("/readyz".equals(request.path())) {
      request
          .response()
          .setStatusCode(500)
          .putHeader("content-type", "text/plain")
          .end("not ready: " + missing + "\n");
      return;
    }
    Status status = Status.failure(Reason.SERVICE_UNAVAILABLE, missing).withRetryAfter(1);
    request
        .response()
        .setStatusCode(503)
        .putHeader("content-type", "application/json")
        .putHeader("retry-after", "1")
        .end(status.toJson().text());
  }
}
