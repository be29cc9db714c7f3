package io.coxswain.api.authz;

import io.coxswain.api.authn.UserInfo;
import java.util.List;

/**
 * Asks one authorizer after the other until one has an opinion; members of {@code system:masters}
 * pass before anyone is asked, so that broken roles can always be mended.
 */
public final class AuthorizerChain implements Authorizer {
  private final List<Authorizer> chain;

  public AuthorizerChain(List<Authorizer> chain) {
    this.chain = List.copyOf(chain);
  }

  @Override
  public Decision authorize(Attributes request) {
    if (request.user().in(UserInfo.MASTERS)) {
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
