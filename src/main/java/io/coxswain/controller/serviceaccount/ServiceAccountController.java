package io.coxswain.controller.serviceaccount;

import io.coxswain.client.Informer;
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
import java.util.List;

/** Makes the {@code default} ServiceAccount in every namespace that is not being deleted. */
public final class ServiceAccountController {
  private static final String NAME = "default";

  private final ControllerContext context;
  private final Informer namespaces;
  private final Informer accounts;

  private ServiceAccountController(ControllerContext context) {
    this.context = context;
    this.namespaces = context.informers().of(Resources.NAMESPACES);
    this.accounts = context.informers().of(Resources.SERVICE_ACCOUNTS);
  }

  public static AutoCloseable start(ControllerContext context) {
    ServiceAccountController controller = new ServiceAccountController(context);
    WorkQueue<String> queue = new WorkQueue<>(context.timer());
    controller.namespaces.onEvent(
        (old, now) -> {
          if (now != null) {
            queue.add(Meta.name(now));
          }
        });
    controller.accounts.onEvent(
        (old, now) -> {
          if (now == null && NAME.equals(Meta.name(old))) {
            queue.add(Meta.namespace(old));
          }
        });
    return Controller.start(
        "serviceaccount",
        queue,
        1,
        List.of(controller.namespaces, controller.accounts),
        controller::reconcile);
  }

  private Result reconcile(String name) {
    JsonObject namespace = namespaces.get(ObjectKey.of("", name));
    if (namespace == null
        || Meta.isDeleting(namespace)
        || accounts.get(ObjectKey.of(name, NAME)) != null) {
      return Result.DONE;
    }
    JsonObject account =
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "ServiceAccount")
            .put("metadata", JsonObject.builder().put("name", NAME).put("namespace", name).build())
            .build();
    try {
      context.client().create(Resources.SERVICE_ACCOUNTS, name, account);
    } catch (ApiException e) {
      if (!e.is(Reason.ALREADY_EXISTS) && !e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
    return Result.DONE;
  }
}
