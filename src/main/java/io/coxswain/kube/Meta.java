package io.coxswain.kube;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Readers and writers of {@code metadata}; writers return a changed object. */
public final class Meta {
  private Meta() {}

  public static JsonObject of(JsonObject object) {
    return object.object("metadata");
  }

  public static String name(JsonObject object) {
    return of(object).string("name", "");
  }

  public static String namespace(JsonObject object) {
    return of(object).string("namespace", "");
  }

  public static String uid(JsonObject object) {
    return of(object).string("uid", "");
  }

  public static String resourceVersion(JsonObject object) {
    return of(object).string("resourceVersion", "");
  }

  public static long generation(JsonObject object) {
    return of(object).integer("generation", 0);
  }

  /** RFC 3339, or {@code null}. */
  public static String creationTimestamp(JsonObject object) {
    return of(object).string("creationTimestamp");
  }

  /** RFC 3339, or {@code null} while the object is not being deleted. */
  public static String deletionTimestamp(JsonObject object) {
    return of(object).string("deletionTimestamp");
  }

  public static boolean isDeleting(JsonObject object) {
    return deletionTimestamp(object) != null;
  }

  public static Map<String, String> labels(JsonObject object) {
    return of(object).object("labels").stringMap();
  }

  public static String label(JsonObject object, String key) {
    return of(object).object("labels").string(key);
  }

  public static Map<String, String> annotations(JsonObject object) {
    return of(object).object("annotations").stringMap();
  }

  public static String annotation(JsonObject object, String key) {
    return of(object).object("annotations").string(key);
  }

  public static List<String> finalizers(JsonObject object) {
    return of(object).strings("finalizers");
  }

  public static List<JsonObject> ownerReferences(JsonObject object) {
    return of(object).objects("ownerReferences");
  }

  /** The owner reference with {@code controller: true}. */
  public static Optional<JsonObject> controllerOf(JsonObject object) {
    return ownerReferences(object).stream().filter(o -> o.bool("controller", false)).findFirst();
  }

  public static boolean isControlledBy(JsonObject object, String ownerUid) {
    return controllerOf(object).map(o -> o.string("uid", "").equals(ownerUid)).orElse(false);
  }

  /** A reference that makes {@code owner} the controller and blocks its foreground deletion. */
  public static JsonObject controllerReference(JsonObject owner) {
    return JsonObject.builder()
        .put("apiVersion", owner.string("apiVersion"))
        .put("kind", owner.string("kind"))
        .put("name", name(owner))
        .put("uid", uid(owner))
        .put("controller", true)
        .put("blockOwnerDeletion", true)
        .build();
  }

  public static JsonObject with(JsonObject object, String field, Json value) {
    return object.with("metadata", of(object).with(field, value));
  }

  public static JsonObject with(JsonObject object, String field, String value) {
    return with(object, field, value == null ? null : Json.of(value));
  }

  public static JsonObject without(JsonObject object, String... fields) {
    return object.has("metadata") ? object.with("metadata", of(object).without(fields)) : object;
  }

  public static JsonObject withLabel(JsonObject object, String key, String value) {
    return with(object, "labels", of(object).object("labels").with(key, value));
  }

  public static JsonObject withAnnotation(JsonObject object, String key, String value) {
    return with(object, "annotations", of(object).object("annotations").with(key, value));
  }

  public static JsonObject withFinalizers(JsonObject object, List<String> finalizers) {
    return with(
        object, "finalizers", finalizers.isEmpty() ? null : JsonArray.ofStrings(finalizers));
  }
}
