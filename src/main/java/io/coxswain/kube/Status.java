package io.coxswain.kube;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;

/** A {@code v1 Status} as a value. {@code details} may be the empty object. */
public record Status(int code, Reason reason, String message, JsonObject details) {

  public static Status failure(Reason reason, String message) {
    return new Status(reason.code(), reason, message, JsonObject.EMPTY);
  }

  public Status withDetails(JsonObject details) {
    return new Status(code, reason, message, details);
  }

  public Status withRetryAfter(int seconds) {
    return withDetails(details.with("retryAfterSeconds", seconds));
  }

  /** The Success status, as deletes of objects without a body answer. */
  public static JsonObject success(JsonObject details) {
    return head().put("status", "Success").put("details", details).build();
  }

  public JsonObject toJson() {
    return head()
        .put("status", "Failure")
        .put("message", message)
        .put("reason", reason.word())
        .put("details", details.isEmpty() ? null : details)
        .put("code", code)
        .build();
  }

  private static JsonObject.Builder head() {
    return JsonObject.builder()
        .put("kind", "Status")
        .put("apiVersion", "v1")
        .put("metadata", JsonObject.EMPTY);
  }

  public static Status of(JsonObject status) {
    return new Status(
        (int) status.integer("code", 500),
        Reason.of(status.string("reason", "")),
        status.string("message", ""),
        status.object("details"));
  }

  static JsonObject details(Gvr resource, String name) {
    return details(resource.group(), resource.resource(), name);
  }

  static JsonObject details(String group, String kind, String name) {
    return JsonObject.builder()
        .put("name", name == null || name.isEmpty() ? null : name)
        .put("group", group.isEmpty() ? null : group)
        .put("kind", kind.isEmpty() ? null : kind)
        .build();
  }

  static JsonObject causes(JsonObject details, Iterable<FieldError> errors) {
    JsonArray causes = JsonArray.EMPTY;
    for (FieldError error : errors) {
      causes = causes.with(error.cause());
    }
    return details.with("causes", causes);
  }
}
