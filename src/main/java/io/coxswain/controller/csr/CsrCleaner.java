package io.coxswain.controller.csr;

import io.coxswain.client.Informer;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Resources;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Removes requests that are answered, or that nobody answers. */
public final class CsrCleaner {
  private static final System.Logger LOG = System.getLogger(CsrCleaner.class.getName());
  private static final Duration PERIOD = Duration.ofHours(1);
  private static final Duration ANSWERED = Duration.ofHours(1);
  private static final Duration PENDING = Duration.ofHours(24);

  private CsrCleaner() {}

  public static AutoCloseable start(ControllerContext context) {
    Informer requests = context.informers().of(Resources.CERTIFICATE_SIGNING_REQUESTS);
    return Controller.every(
        "csrcleaner",
        PERIOD,
        context.timer(),
        List.of(requests),
        () -> requests.list().forEach(csr -> clean(context, csr)));
  }

  private static void clean(ControllerContext context, JsonObject csr) {
    if (!isOver(csr, context.timer().instant())) {
      return;
    }
    try {
      context.client().delete(Resources.CERTIFICATE_SIGNING_REQUESTS, "", Meta.name(csr));
    } catch (ApiException e) {
      LOG.log(System.Logger.Level.DEBUG, "cannot remove " + Meta.name(csr), e);
    }
  }

  static boolean isOver(JsonObject csr, Instant now) {
    List<JsonObject> conditions = csr.object("status").objects("conditions");
    if (conditions.isEmpty()) {
      return isPast(Meta.creationTimestamp(csr), PENDING, now);
    }
    return conditions.stream()
        .anyMatch(
            condition -> {
              boolean unsigned =
                  "Approved".equals(condition.string("type")) && !Requests.isIssued(csr);
              String since = condition.string("lastUpdateTime", Meta.creationTimestamp(csr));
              return isPast(since, unsigned ? PENDING : ANSWERED, now);
            });
  }

  private static boolean isPast(String since, Duration limit, Instant now) {
    Instant start = Time.parse(since);
    return start != null && start.plus(limit).isBefore(now);
  }
}
