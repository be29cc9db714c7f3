package io.coxswain.api.admission;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import java.util.List;

/** How plugins say no (upstream: admission/errors.go). */
final class Refusal {
  private Refusal() {}

  /** {@code pods "x" is forbidden: why}. */
  static ApiException forbidden(Attributes request, String why) {
    return ApiException.forbidden(request.resource(), name(request), why);
  }

  static ApiException forbidden(Attributes request, List<String> why) {
    return forbidden(
        request, why.size() == 1 ? why.getFirst() : "[" + String.join(", ", why) + "]");
  }

  /** As above with a cause that clients can tell apart. */
  static ApiException forbidden(
      Attributes request, String why, String causeType, String causeMessage, String field) {
    Status status = forbidden(request, why).status();
    JsonObject cause =
        JsonObject.builder()
            .put("reason", causeType)
            .put("message", causeMessage)
            .put("field", field)
            .build();
    return new ApiException(
        new Status(
            status.code(),
            Reason.FORBIDDEN,
            status.message(),
            status.details().with("causes", JsonArray.of(cause))));
  }

  /** A name may not have been generated yet when admission sees the object. */
  static String name(Attributes request) {
    if (!request.name().isEmpty()) {
      return request.name();
    }
    if (request.object() == null) {
      return "Unknown";
    }
    String name = Meta.name(request.object());
    String generateName = Meta.of(request.object()).string("generateName", "");
    return !name.isEmpty() ? name : !generateName.isEmpty() ? generateName : "Unknown";
  }
}
