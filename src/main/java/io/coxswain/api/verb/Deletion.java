package io.coxswain.api.verb;

import io.coxswain.api.resource.Strategy;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a delete does to an object: pure, after upstream's {@code rest.BeforeDelete} and Store. */
sealed interface Deletion {
  String ORPHAN = "orphan";
  String FOREGROUND = "foregroundDeletion";

  /** Kept until the objects of a CustomResourceDefinition are gone. */
  String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  /** It ends now. */
  record Now() implements Deletion {}

  /** It stays for a while, marked. */
  record Mark(JsonObject object) implements Deletion {}

  /** It is on its way already; nothing changes. */
  record Pending() implements Deletion {}

  static Deletion of(JsonObject stored, DeleteOptions options, Strategy strategy, Instant now) {
    JsonObject live =
        isDefinition(stored) && !Meta.isDeleting(stored) ? ending(stored, now) : stored;
    if (isNamespace(live)) {
      return ofNamespace(live, now);
    }
    long seconds = strategy.deletionGracePeriod(live, options.gracePeriodSeconds());
    if (Meta.isDeleting(live)) {
      Deletion again = again(live, options);
      if (again != null) {
        return again;
      }
      seconds = 0;
    }
    JsonObject object = withPropagation(live, options, strategy.defaultPropagation());
    boolean held = !Meta.finalizers(object).isEmpty();
    if (seconds > 0) {
      return new Mark(marked(object, seconds, now));
    }
    if (!held) {
      return new Now();
    }
    JsonObject marked = Meta.isDeleting(object) ? object : marked(object, 0, now);
    return marked.equals(live) ? new Pending() : new Mark(marked);
  }

  /** A second delete may only shorten what is left; {@code null} where it goes on as a first. */
  private static Deletion again(JsonObject live, DeleteOptions options) {
    Long asked = options.gracePeriodSeconds();
    JsonObject meta = Meta.of(live);
    if (!meta.has("deletionGracePeriodSeconds")) {
      return null;
    }
    long left = meta.integer("deletionGracePeriodSeconds", 0);
    if (left == 0 && Meta.finalizers(live).isEmpty()) {
      return null;
    }
    if (asked == null || Math.max(asked, 0) >= left) {
      return new Pending();
    }
    long seconds = asked < 0 ? 1 : asked;
    if (seconds == 0 && Meta.finalizers(live).isEmpty()) {
      return new Now();
    }
    Instant end = Time.parse(Meta.deletionTimestamp(live)).minusSeconds(left).plusSeconds(seconds);
    return new Mark(
        live.with(
            "metadata",
            meta.with("deletionTimestamp", Time.seconds(end))
                .with("deletionGracePeriodSeconds", seconds)));
  }

  private static JsonObject marked(JsonObject object, long seconds, Instant now) {
    JsonObject meta =
        Meta.of(object)
            .with("deletionTimestamp", Time.seconds(now.plusSeconds(seconds)))
            .with("deletionGracePeriodSeconds", seconds);
    long generation = meta.integer("generation", 0);
    if (generation > 0) {
      meta = meta.with("generation", generation + 1);
    }
    return object.with("metadata", meta);
  }

  private static Deletion ofNamespace(JsonObject live, Instant now) {
    if (!Meta.isDeleting(live)) {
      return new Mark(
          Meta.with(live, "deletionTimestamp", Time.seconds(now))
              .withAt(Json.of("Terminating"), "status", "phase"));
    }
    return endsNow(live) ? new Now() : new Pending();
  }

  /** The finalizers by which the garbage collector learns how to treat dependents. */
  private static JsonObject withPropagation(
      JsonObject object, DeleteOptions options, String otherwise) {
    List<String> old = Meta.finalizers(object);
    boolean orphan;
    boolean foreground;
    if (options.orphanDependents() != null) {
      orphan = options.orphanDependents();
      foreground = false;
    } else if (!options.propagation().isEmpty()) {
      orphan = options.propagation().equals("Orphan");
      foreground = options.propagation().equals("Foreground");
    } else {
      orphan = old.contains(ORPHAN) || (!old.contains(FOREGROUND) && otherwise.equals("Orphan"));
      foreground = !old.contains(ORPHAN) && old.contains(FOREGROUND);
    }
    List<String> finalizers = new ArrayList<>(old);
    finalizers.removeAll(List.of(ORPHAN, FOREGROUND));
    if (orphan) {
      finalizers.add(ORPHAN);
    }
    if (foreground) {
      finalizers.add(FOREGROUND);
    }
    boolean same = finalizers.size() == old.size() && finalizers.containsAll(old);
    return same ? object : Meta.withFinalizers(object, finalizers);
  }

  /** Whether nothing holds an object that is being deleted. */
  static boolean endsNow(JsonObject object) {
    return Meta.finalizers(object).isEmpty()
        && Meta.of(object).integer("deletionGracePeriodSeconds", 0) == 0
        && (!isNamespace(object) || object.object("spec").array("finalizers").isEmpty());
  }

  private static boolean isDefinition(JsonObject object) {
    return object.string("kind", "").equals("CustomResourceDefinition");
  }

  /** A definition outlives its objects: its controller deletes them first. */
  private static JsonObject ending(JsonObject definition, Instant now) {
    JsonObject condition =
        JsonObject.builder()
            .put("type", "Terminating")
            .put("status", "True")
            .put("reason", "InstanceDeletionPending")
            .put(
                "message",
                "CustomResourceDefinition marked for deletion; CustomResource deletion will begin"
                    + " soon")
            .build();
    JsonObject status = definition.object("status");
    List<String> finalizers = new ArrayList<>(Meta.finalizers(definition));
    if (!finalizers.contains(CLEANUP)) {
      finalizers.add(CLEANUP);
    }
    return Meta.withFinalizers(definition, finalizers)
        .withAt(Conditions.set(status.array("conditions"), condition, now), "status", "conditions");
  }

  private static boolean isNamespace(JsonObject object) {
    return object.string("kind", "").equals("Namespace")
        && object.string("apiVersion", "").equals("v1");
  }
}
