package io.coxswain.role;

import io.coxswain.client.RemoteOptions;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Sleeper;
import io.coxswain.pki.PkiException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

/** Joins a cluster: a server that is away is waited for, a token that is no good is not. */
final class Joining {
  private static final System.Logger LOG = System.getLogger(Joining.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final URI server;
  private final Sleeper sleeper;

  Joining(URI server, Sleeper sleeper) {
    this.server = server;
    this.sleeper = sleeper;
  }

  /**
   * @param attempt joins once
   * @throws RoleException where trying again cannot help
   */
  RemoteOptions join(Supplier<RemoteOptions> attempt) throws InterruptedException {
    while (true) {
      try {
        return attempt.get();
      } catch (ApiException e) {
        // A new server that has not made its roles yet forbids what it will allow in a moment.
        if (e.is(Reason.UNAUTHORIZED)) {
          throw new RoleException(
              "the server does not accept the token: it is revoked, has expired or is another"
                  + " cluster's");
        }
        LOG.log(System.Logger.Level.INFO, "joining " + server + ": " + e.getMessage());
      } catch (PkiException e) {
        throw new RoleException("joining " + server + ": " + e.getMessage());
      }
      sleeper.sleep(PAUSE);
    }
  }
}
