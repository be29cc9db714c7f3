package io.coxswain.controller.tokencleaner;

import io.coxswain.client.Informer;
import io.coxswain.client.ListOptions;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Time;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Deletes bootstrap token Secrets in kube-system when the time written in them is past. */
public final class TokenCleaner {
  private static final String NAMESPACE = "kube-system";
  private static final String TYPE = "bootstrap.kubernetes.io/token";

  private TokenCleaner() {}

  public static AutoCloseable start(ControllerContext context) {
    Informer secrets =
        Informer.start(
            context.client(), Resources.SECRETS, NAMESPACE, ListOptions.fields("type=" + TYPE));
    WorkQueue<ObjectKey> queue = new WorkQueue<>(context.timer());
    secrets.onEvent((old, now) -> queue.add(ObjectKey.of(now == null ? old : now)));
    Controller<ObjectKey> controller =
        Controller.start(
            "tokencleaner",
            queue,
            1,
            List.of(secrets),
            key -> reconcile(context, secrets.get(key)));
    return () -> {
      controller.close();
      secrets.close();
    };
  }

  private static Result reconcile(ControllerContext context, JsonObject secret) {
    Instant expires = secret == null ? null : expiration(secret);
    if (expires == null) {
      return Result.DONE;
    }
    Duration left = Duration.between(context.timer().instant(), expires);
    if (left.isPositive()) {
      return Result.again(left.plusSeconds(1));
    }
    try {
      context
          .client()
          .delete(
              Resources.SECRETS,
              NAMESPACE,
              Meta.name(secret),
              JsonObject.of("preconditions", JsonObject.of("uid", Meta.uid(secret))));
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
    return Result.DONE;
  }

  /** {@code null} where the token does not expire or says it unreadably. */
  static Instant expiration(JsonObject secret) {
    String encoded = secret.object("data").string("expiration", "");
    try {
      byte[] text = Base64.getDecoder().decode(encoded);
      return Time.parse(new String(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
