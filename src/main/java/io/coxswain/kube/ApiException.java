package io.coxswain.kube;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/** The one error that crosses package borders: a failed request, as a {@link Status}. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Status status;

  public ApiException(Status status) {
    super(status.message());
    this.status = status;
  }

  public ApiException(Status status, Throwable cause) {
    super(status.message(), cause);
    this.status = status;
  }

  public Status status() {
    return status;
  }

  public Reason reason() {
    return status.reason();
  }

  public boolean is(Reason reason) {
    return status.reason() == reason;
  }

  public static boolean is(Throwable error, Reason reason) {
    return error instanceof ApiException e && e.is(reason);
  }

  public static ApiException badRequest(String message) {
    return new ApiException(Status.failure(Reason.BAD_REQUEST, message));
  }

  public static ApiException unauthorized() {
    return new ApiException(Status.failure(Reason.UNAUTHORIZED, "Unauthorized"));
  }

  /** {@code pods "x" is forbidden: why}. */
  public static ApiException forbidden(Gvr resource, String name, String why) {
    String what =
        resource.groupResource() + (name == null || name.isEmpty() ? "" : " \"" + name + "\"");
    return new ApiException(
        Status.failure(Reason.FORBIDDEN, what + " is forbidden: " + why)
            .withDetails(Status.details(resource, name)));
  }

  /** {@code pods "x" not found}. */
  public static ApiException notFound(Gvr resource, String name) {
    return new ApiException(
        Status.failure(Reason.NOT_FOUND, resource.groupResource() + " \"" + name + "\" not found")
            .withDetails(Status.details(resource, name)));
  }

  /** No such path, as upstream's router says it. */
  public static ApiException noResource() {
    return new ApiException(
        Status.failure(Reason.NOT_FOUND, "the server could not find the requested resource")
            .withDetails(JsonObject.EMPTY));
  }

  public static ApiException alreadyExists(Gvr resource, String name) {
    return new ApiException(
        Status.failure(
                Reason.ALREADY_EXISTS,
                resource.groupResource() + " \"" + name + "\" already exists")
            .withDetails(Status.details(resource, name)));
  }

  /** {@code Operation cannot be fulfilled on pods "x": why}. */
  public static ApiException conflict(Gvr resource, String name, String why) {
    return new ApiException(
        Status.failure(
                Reason.CONFLICT,
                "Operation cannot be fulfilled on "
                    + resource.groupResource()
                    + " \""
                    + name
                    + "\": "
                    + why)
            .withDetails(Status.details(resource, name)));
  }

  /** A server-side apply conflict with its causes (reason FieldManagerConflict). */
  public static ApiException applyConflict(String message, JsonArray causes) {
    return new ApiException(
        Status.failure(Reason.CONFLICT, message).withDetails(JsonObject.of("causes", causes)));
  }

  /** {@code Pod "x" is invalid: [spec.a: Required value, …]}. */
  public static ApiException invalid(Gvk kind, String name, List<FieldError> errors) {
    String what =
        errors.size() == 1
            ? errors.getFirst().toString()
            : errors.stream()
                .map(FieldError::toString)
                .distinct()
                .collect(Collectors.joining(", ", "[", "]"));
    String kindName = kind.group().isEmpty() ? kind.kind() : kind.kind() + "." + kind.group();
    return new ApiException(
        Status.failure(Reason.INVALID, kindName + " \"" + name + "\" is invalid: " + what)
            .withDetails(Status.causes(Status.details(kind.group(), kind.kind(), name), errors)));
  }

  public static ApiException methodNotAllowed(Gvr resource, String verb) {
    return new ApiException(
        Status.failure(
                Reason.METHOD_NOT_ALLOWED,
                verb
                    + " is not supported on resources of kind \""
                    + resource.groupResource()
                    + "\"")
            .withDetails(Status.details(resource, null)));
  }

  public static ApiException expired(String message) {
    return new ApiException(Status.failure(Reason.EXPIRED, message));
  }

  public static ApiException tooOld(long asked, long oldest) {
    return expired("too old resource version: " + asked + " (" + oldest + ")");
  }

  public static ApiException tooLarge(String message) {
    return new ApiException(Status.failure(Reason.REQUEST_ENTITY_TOO_LARGE, message));
  }

  public static ApiException unsupportedMediaType(String message) {
    return new ApiException(Status.failure(Reason.UNSUPPORTED_MEDIA_TYPE, message));
  }

  public static ApiException notAcceptable(String message) {
    return new ApiException(Status.failure(Reason.NOT_ACCEPTABLE, message));
  }

  public static ApiException tooManyRequests(String message, int retryAfterSeconds) {
    return new ApiException(
        Status.failure(Reason.TOO_MANY_REQUESTS, message).withRetryAfter(retryAfterSeconds));
  }

  public static ApiException unavailable(String message) {
    return new ApiException(Status.failure(Reason.SERVICE_UNAVAILABLE, message));
  }

  public static ApiException timeout(String message) {
    return new ApiException(Status.failure(Reason.TIMEOUT, message));
  }

  public static ApiException internal(String message) {
    return new ApiException(
        Status.failure(Reason.INTERNAL_ERROR, "Internal error occurred: " + message));
  }

  public static ApiException internal(Throwable cause) {
    return new ApiException(
        Status.failure(Reason.INTERNAL_ERROR, "Internal error occurred: " + cause), cause);
  }

  /**
   * {@code error} itself if it is one of ours, otherwise an InternalError that keeps it as cause.
   */
  public static ApiException of(Throwable error) {
    Throwable unwrapped =
        (error instanceof java.util.concurrent.CompletionException
                    || error instanceof java.util.concurrent.ExecutionException)
                && error.getCause() != null
            ? error.getCause()
            : error;
    return unwrapped instanceof ApiException e ? e : internal(unwrapped);
  }
}
