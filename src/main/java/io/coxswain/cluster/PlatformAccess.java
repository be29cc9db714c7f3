package io.coxswain.cluster;

import io.coxswain.api.authn.Authenticator;
import io.coxswain.kube.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * What the REST API needs and only the composition root knows; given by {@link #open} once the
 * authorities are open. Before that the API answers that it is not ready.
 */
@ApplicationScoped
public class PlatformAccess {
  private volatile Opened opened; // set once by the composition root, read by any thread

  /** Everything at once, so that no request sees a part. */
  public record Opened(
      Authenticator authenticator,
      Authorities authorities,
      InstantSource clock,
      SecureRandom random,
      String version) {}

  public void open(Opened all) {
    opened = all;
  }

  /**
   * @throws ApiException ServiceUnavailable before {@link #open}
   */
  Opened opened() {
    Opened all = opened;
    if (all == null) {
      throw ApiException.unavailable("the server is starting");
    }
    return all;
  }
}
