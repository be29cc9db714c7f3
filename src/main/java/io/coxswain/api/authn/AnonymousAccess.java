package io.coxswain.api.authn;

import java.util.Set;

/**
 * Where requests without credentials are heard at all: health and version, as upstream's anonymous
 * authentication with path conditions. What they then may do is RBAC's to say ({@code
 * system:public-info-viewer}); everywhere else they get 401.
 */
public final class AnonymousAccess {
  private static final Set<String> PATHS =
      Set.of("/healthz", "/livez", "/readyz", "/version", "/version/");

  private AnonymousAccess() {}

  /**
   * @param path without query
   */
  public static boolean allows(String path) {
    return PATHS.contains(path);
  }
}
