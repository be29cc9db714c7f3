package io.coxswain.controller.deployment;

import io.coxswain.client.KubeClient;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.PodTemplate;
import io.coxswain.controller.Resources;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Carries out on ReplicaSets what was decided for one deployment in one reconciliation. */
final class SetWriter {
  private final ControllerContext context;
  private final KubeClient client;
  private final List<JsonObject> all;
  private JsonObject deployment;

  /**
   * @param all every set of the deployment
   */
  SetWriter(ControllerContext context, JsonObject deployment, List<JsonObject> all) {
    this.context = context;
    this.client = context.client();
    this.deployment = deployment;
    this.all = new ArrayList<>(all);
  }

  /** The deployment as written last. */
  JsonObject deployment() {
    return deployment;
  }

  /** The set whose template is the deployment's, or {@code null}; of several the oldest. */
  JsonObject newest() {
    return Rollout.sorted(all).stream()
        .filter(set -> PodTemplate.same(PodTemplate.of(set), PodTemplate.of(deployment)))
        .findFirst()
        .orElse(null);
  }

  /** All sets but the newest. */
  List<JsonObject> old() {
    JsonObject newest = newest();
    return all.stream()
        .filter(set -> newest == null || !Meta.uid(set).equals(Meta.uid(newest)))
        .toList();
  }

  /** Writes revision and annotations where the newest set exists, makes it where it does not. */
  void ensureNewest(boolean create) {
    JsonObject newest = newest();
    long revision = Revisions.next(old());
    if (newest != null) {
      adjust(newest, revision);
    } else if (create) {
      make(revision);
    }
  }

  private void adjust(JsonObject newest, long revision) {
    JsonObject next = Revisions.annotated(deployment, newest, revision);
    Json minReady = deployment.object("spec").get("minReadySeconds");
    long wanted = deployment.object("spec").integer("minReadySeconds", 0);
    if (wanted != newest.object("spec").integer("minReadySeconds", 0)) {
      next = next.withAt(minReady, "spec", "minReadySeconds");
    }
    if (!next.equals(newest)) {
      newest = write(next);
    }
    revise(Revisions.of(newest));
    if (DeploymentStatus.progressing(deployment.object("status")) == null) {
      progress("True", "FoundNewReplicaSet", "Found new replica set \"" + Meta.name(newest) + "\"");
    }
  }

  private void make(long revision) {
    long collisions = deployment.object("status").integer("collisionCount", 0);
    String hash = PodTemplate.hash(PodTemplate.of(deployment), collisions);
    String name = Meta.name(deployment) + "-" + hash;
    int size = Rollout.newSize(deployment, 0, Rollout.total(all));
    JsonObject made;
    boolean existed = false;
    try {
      made =
          client.create(
              Resources.REPLICA_SETS, Meta.namespace(deployment), body(name, hash, size, revision));
    } catch (ApiException e) {
      if (!e.is(Reason.ALREADY_EXISTS)) {
        refused(name, e);
        throw e;
      }
      made = client.get(Resources.REPLICA_SETS, Meta.namespace(deployment), name);
      existed = true;
      if (!Meta.isControlledBy(made, Meta.uid(deployment))
          || !PodTemplate.same(PodTemplate.of(made), PodTemplate.of(deployment))) {
        collided(collisions);
        throw e;
      }
    }
    made = dressed(made);
    all.add(made);
    if (!existed && size > 0) {
      event("Normal", "ScalingReplicaSet", "Scaled up replica set " + name + " from 0 to " + size);
    }
    revise(revision);
    if (!existed) {
      progress("True", "NewReplicaSetCreated", "Created new replica set \"" + name + "\"");
    }
  }

  private JsonObject body(String name, String hash, int size, long revision) {
    JsonObject spec = deployment.object("spec");
    JsonObject template = PodTemplate.withHash(spec.object("template"), hash);
    JsonObject selector = spec.object("selector");
    selector =
        selector.with(
            "matchLabels", selector.object("matchLabels").with(PodTemplate.HASH_LABEL, hash));
    JsonObject set =
        JsonObject.builder()
            .put("apiVersion", "apps/v1")
            .put("kind", "ReplicaSet")
            .put(
                "metadata",
                JsonObject.builder()
                    .put("name", name)
                    .put("namespace", Meta.namespace(deployment))
                    .put("labels", template.object("metadata").get("labels"))
                    .put("ownerReferences", JsonArray.of(Meta.controllerReference(deployment)))
                    .build())
            .put(
                "spec",
                JsonObject.builder()
                    .put("replicas", size)
                    .put("minReadySeconds", spec.get("minReadySeconds"))
                    .put("selector", selector)
                    .put("template", template)
                    .build())
            .build();
    return Revisions.sized(deployment, Revisions.annotated(deployment, set, revision));
  }

  /** Another template has the same hash: count, so that the next hash differs. */
  private void collided(long collisions) {
    JsonObject status = deployment.object("status").with("collisionCount", collisions + 1);
    writeStatus(status);
  }

  private void refused(String name, ApiException error) {
    String message =
        "Failed to create new replica set \"" + name + "\": " + error.status().message();
    progress("False", "ReplicaSetCreateError", message);
    event("Warning", "ReplicaSetCreateError", message);
  }

  private void progress(String status, String reason, String message) {
    if (DeploymentStatus.hasDeadline(deployment)) {
      JsonObject condition =
          DeploymentStatus.condition(DeploymentStatus.PROGRESSING, status, reason, message);
      writeStatus(DeploymentStatus.withCondition(deployment.object("status"), condition, now()));
    }
  }

  /** The deployment shows the revision of its newest set. */
  private void revise(long revision) {
    if (Revisions.of(deployment) != revision) {
      JsonObject next =
          Meta.withAnnotation(deployment, Revisions.REVISION, Long.toString(revision));
      deployment = dressed(client.update(Resources.DEPLOYMENTS, next));
    }
  }

  void writeStatus(JsonObject status) {
    if (!status.equals(deployment.object("status"))) {
      deployment =
          dressed(client.updateStatus(Resources.DEPLOYMENTS, deployment.with("status", status)));
    }
  }

  /** Resizes the set and keeps its size annotations right; true if its size changed. */
  boolean scale(JsonObject set, int size) {
    int before = Rollout.replicas(set);
    if (before == size && Revisions.isSized(deployment, set)) {
      return false;
    }
    write(Revisions.sized(deployment, set).withAt(Json.of(size), "spec", "replicas"));
    if (before != size) {
      event(
          "Normal",
          "ScalingReplicaSet",
          "Scaled "
              + (before < size ? "up" : "down")
              + " replica set "
              + Meta.name(set)
              + " from "
              + before
              + " to "
              + size);
    }
    return before != size;
  }

  private JsonObject write(JsonObject set) {
    JsonObject written = dressed(client.update(Resources.REPLICA_SETS, set));
    all.replaceAll(old -> Meta.uid(old).equals(Meta.uid(written)) ? written : old);
    return written;
  }

  /** Removes what revisionHistoryLimit leaves no room for, oldest revisions first. */
  void cleanUp() {
    long limit = deployment.object("spec").integer("revisionHistoryLimit", Integer.MAX_VALUE);
    List<JsonObject> candidates =
        old().stream()
            .filter(set -> !Meta.isDeleting(set))
            .sorted(java.util.Comparator.comparingLong(Revisions::of))
            .toList();
    for (int i = 0; i < candidates.size() - limit; i++) {
      JsonObject set = candidates.get(i);
      if (Rollout.status(set, "replicas") == 0
          && Rollout.replicas(set) == 0
          && Meta.generation(set) <= set.object("status").integer("observedGeneration", 0)) {
        delete(set);
      }
    }
  }

  private void delete(JsonObject set) {
    try {
      client.delete(Resources.REPLICA_SETS, Meta.namespace(set), Meta.name(set));
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
  }

  private void event(String type, String reason, String message) {
    context.events().event(deployment, type, reason, message);
  }

  private Instant now() {
    return context.timer().instant();
  }

  private static JsonObject dressed(JsonObject answer) {
    return Meta.without(answer, "managedFields");
  }
}
