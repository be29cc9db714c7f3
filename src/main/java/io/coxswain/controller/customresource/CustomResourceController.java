package io.coxswain.controller.customresource;

import io.coxswain.client.Informer;
import io.coxswain.client.ListOptions;
import io.coxswain.client.PatchType;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Result;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Upstream's naming, establishing and finalizing controllers of the apiextensions server as one:
 * all three decide about a definition by looking at the definitions.
 */
public final class CustomResourceController {
  private static final Gvr DEFINITIONS =
      Gvr.of("apiextensions.k8s.io/v1", "customresourcedefinitions");
  private static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";
  private static final Duration CLEANING = Duration.ofMillis(500);

  private final ControllerContext context;
  private final Informer definitions;

  private CustomResourceController(ControllerContext context) {
    this.context = context;
    this.definitions = context.informers().of(DEFINITIONS);
  }

  public static AutoCloseable start(ControllerContext context) {
    CustomResourceController controller = new CustomResourceController(context);
    WorkQueue<String> queue = new WorkQueue<>(context.timer());
    controller.definitions.onEvent(
        (old, now) -> {
          if (now != null) {
            queue.add(Meta.name(now));
          } else {
            // Names became free.
            controller.definitions.list().forEach(other -> queue.add(Meta.name(other)));
          }
        });
    return Controller.start(
        "customresource", queue, 1, List.of(controller.definitions), controller::reconcile);
  }

  private Result reconcile(String name) {
    JsonObject definition = definitions.get(ObjectKey.of("", name));
    if (definition == null) {
      return Result.DONE;
    }
    if (Meta.isDeleting(definition)) {
      return finish(definition);
    }
    JsonObject status =
        decided(
            definition,
            NameConflicts.of(definition, definitions.list()),
            context.timer().instant());
    if (!status.equals(definition.object("status"))) {
      context.client().updateStatus(DEFINITIONS, definition.with("status", status));
    }
    return Result.DONE;
  }

  /** The status of a definition; established is what once was. */
  static JsonObject decided(JsonObject definition, NameConflicts.Answer names, Instant now) {
    JsonObject status = definition.object("status");
    JsonArray conditions = status.array("conditions");
    if (names.free()) {
      JsonObject asked = definition.object("spec").object("names");
      status = status.with("acceptedNames", asked);
      conditions = set(conditions, "NamesAccepted", true, "NoConflicts", "no conflicts found", now);
      conditions =
          set(
              conditions,
              "Established",
              true,
              "InitialNamesAccepted",
              "the initial names have been accepted",
              now);
    } else {
      conditions = set(conditions, "NamesAccepted", false, names.reason(), names.message(), now);
      if (!Conditions.isTrue(definition, "Established")) {
        conditions =
            set(conditions, "Established", false, "NotAccepted", "not all names are accepted", now);
      }
    }
    return status.with("conditions", conditions);
  }

  private static JsonArray set(
      JsonArray conditions,
      String type,
      boolean holds,
      String reason,
      String message,
      Instant now) {
    JsonObject next =
        JsonObject.builder()
            .put("type", type)
            .put("status", holds ? "True" : "False")
            .put("reason", reason)
            .put("message", message)
            .build();
    return Conditions.set(conditions, next, now);
  }

  /** Deletes the objects of a definition that goes, then lets it go. */
  private Result finish(JsonObject definition) {
    if (!Meta.finalizers(definition).contains(FINALIZER)) {
      return Result.DONE;
    }
    Gvr resource = served(definition);
    if (resource != null) {
      List<JsonObject> left;
      try {
        left = context.client().list(resource, "", ListOptions.ALL).objects("items");
      } catch (ApiException e) {
        if (!e.is(Reason.NOT_FOUND)) {
          throw e;
        }
        left = List.of();
      }
      for (JsonObject object : left) {
        delete(resource, object);
      }
      if (!left.isEmpty()) {
        return Result.again(CLEANING);
      }
    }
    List<String> finalizers = new ArrayList<>(Meta.finalizers(definition));
    finalizers.remove(FINALIZER);
    JsonObject metadata =
        JsonObject.builder()
            .put("resourceVersion", Meta.resourceVersion(definition))
            .put("finalizers", JsonArray.ofStrings(finalizers))
            .build();
    try {
      context
          .client()
          .patch(
              DEFINITIONS,
              "",
              Meta.name(definition),
              null,
              PatchType.MERGE,
              JsonObject.of("metadata", metadata));
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
    return Result.DONE;
  }

  private void delete(Gvr resource, JsonObject object) {
    if (Meta.isDeleting(object)) {
      return;
    }
    try {
      context.client().delete(resource, Meta.namespace(object), Meta.name(object));
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
  }

  /** One served version, or {@code null}. */
  private static Gvr served(JsonObject definition) {
    JsonObject spec = definition.object("spec");
    if (!Conditions.isTrue(definition, "Established")) {
      return null;
    }
    for (JsonObject version : spec.objects("versions")) {
      if (version.bool("served", false)) {
        return new Gvr(
            spec.string("group", ""),
            version.string("name", ""),
            definition.object("status").object("acceptedNames").string("plural", ""));
      }
    }
    return null;
  }
}
