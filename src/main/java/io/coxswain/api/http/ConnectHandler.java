package io.coxswain.api.http;

import io.coxswain.api.render.ApiResponse;
import io.vertx.core.Future;

/**
 * Serves a subresource that is a connection (exec, attach, portforward, proxy, log), after
 * authentication, authorization and admission.
 */
@FunctionalInterface
public interface ConnectHandler {
  /**
   * @return an ordinary answer (a log stream, a refusal), or {@link ApiResponse#taken()} where the
   *     handler answered on {@link ConnectRequest#raw()} itself; fails with ApiException
   */
  Future<ApiResponse> connect(ConnectRequest request);
}
