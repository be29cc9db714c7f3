package io.coxswain.api.http;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.verb.Loop;
import io.coxswain.api.verb.QueryString;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /healthz}, {@code /livez}, {@code /readyz}, with {@code ?verbose}, and each check alone.
 */
final class Health {
  private static final long PROBE_MILLISECONDS = 2_000;

  private final List<HealthCheck> checks;

  Health(List<HealthCheck> checks) {
    List<HealthCheck> all = new ArrayList<>();
    all.add(new HealthCheck("ping", true, Future::succeededFuture));
    all.addAll(checks);
    this.checks = List.copyOf(all);
  }

  /** The answer, or {@code null} where the path is none of these. */
  Future<ApiResponse> answer(String path, QueryString query, Loop loop) {
    String[] parts = path.substring(1).split("/", 2);
    String which = parts[0];
    if (!List.of("healthz", "livez", "readyz").contains(which)) {
      return null;
    }
    List<HealthCheck> asked =
        checks.stream()
            .filter(check -> check.live() || !which.equals("livez"))
            .filter(check -> parts.length == 1 || check.name().equals(parts[1]))
            .filter(check -> !query.all("exclude").contains(check.name()))
            .toList();
    if (parts.length == 2 && asked.isEmpty()) {
      return null;
    }
    List<Future<Void>> results = asked.stream().map(check -> probe(check, loop)).toList();
    return Future.join(List.copyOf(results))
        .transform(
            ignored -> Future.succeededFuture(report(which, asked, results, query.has("verbose"))));
  }

  private static Future<Void> probe(HealthCheck check, Loop loop) {
    Promise<Void> promise = Promise.promise();
    Runnable cancel =
        loop.after(PROBE_MILLISECONDS, () -> promise.tryFail(check.name() + " did not answer"));
    Future<Void> result;
    try {
      result = check.probe().get();
    } catch (RuntimeException e) {
      result = Future.failedFuture(e);
    }
    loop.on(result)
        .onComplete(
            done -> {
              cancel.run();
              if (done.succeeded()) {
                promise.tryComplete();
              } else {
                promise.tryFail(done.cause());
              }
            });
    return promise.future();
  }

  private static ApiResponse report(
      String which, List<HealthCheck> asked, List<Future<Void>> results, boolean verbose) {
    StringBuilder lines = new StringBuilder();
    boolean well = true;
    for (int i = 0; i < asked.size(); i++) {
      boolean good = results.get(i).succeeded();
      well &= good;
      lines.append(good ? "[+]" : "[-]").append(asked.get(i).name());
      lines.append(good ? " ok\n" : " failed: reason withheld\n");
    }
    if (!well) {
      return ApiResponse.text(500, lines + which + " check failed\n");
    }
    return ApiResponse.text(200, verbose ? lines + which + " check passed\n" : "ok");
  }
}
