package io.coxswain.api.authz;

import io.coxswain.api.authn.UserInfo;
import java.util.List;
import java.util.Set;

/**
 * Asks one authorizer after the other until one has an opinion. Before anyone is asked, members of
 * {@code system:masters} pass, so that broken roles can always be mended, and so does everybody who
 * asks how the server is: it must say so even when the roles cannot be read.
 */
public final class AuthorizerChain implements Authorizer {
  private static final Set<String> HEALTH = Set.of("/healthz", "/livez", "/readyz");

  private final List<Authorizer> chain;

  public AuthorizerChain(List<Authorizer> chain) {
    this.chain = List.copyOf(chain);
  }

  @Override
  public Decision authorize(Attributes request) {
    if (request.user().in(UserInfo.MASTERS)
        || (!request.resourceRequest() && HEALTH.contains(request.path()))) {
      return new Decision(Verdict.ALLOW, "");
    }
    StringBuilder reasons = new StringBuilder();
    for (Authorizer authorizer : chain) {
      Decision decision = authorizer.authorize(request);
      if (decision.verdict() != Verdict.NO_OPINION) {
        return decision;
      }
      if (!decision.reason().isEmpty()) {
        reasons.append(reasons.isEmpty() ? "" : "\n").append(decision.reason());
      }
    }
    return new Decision(Verdict.NO_OPINION, reasons.toString());
  }
}
