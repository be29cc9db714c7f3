package io.coxswain.api.authz;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;

/** The answer to a request that is not allowed, in upstream's words. */
public final class Forbidden {
  private Forbidden() {}

  /**
   * @param reason of the decision, may be empty
   */
  public static ApiException of(Attributes request, String reason) {
    String why = message(request) + (reason.isEmpty() ? "" : ": " + reason);
    if (request.resourceRequest()) {
      return ApiException.forbidden(
          new Gvr(request.group(), request.version(), request.resource()), request.name(), why);
    }
    return new ApiException(
        Status.failure(Reason.FORBIDDEN, "forbidden: " + why).withDetails(JsonObject.EMPTY));
  }

  /** {@code User "x" cannot list resource "pods" in API group "" in the namespace "default"}. */
  static String message(Attributes request) {
    String user = "User \"" + request.user().name() + "\" cannot " + request.verb();
    if (!request.resourceRequest()) {
      return user + " path \"" + request.path() + "\"";
    }
    String resource =
        request.subresource().isEmpty()
            ? request.resource()
            : request.resource() + "/" + request.subresource();
    String what = user + " resource \"" + resource + "\" in API group \"" + request.group() + "\"";
    return request.namespace().isEmpty()
        ? what + " at the cluster scope"
        : what + " in the namespace \"" + request.namespace() + "\"";
  }
}
