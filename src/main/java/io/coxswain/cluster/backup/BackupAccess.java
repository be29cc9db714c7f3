package io.coxswain.cluster.backup;

import io.coxswain.kube.ApiException;
import io.coxswain.pki.Sealing;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.function.Supplier;

/** What backups need and only the composition root knows; given by {@link #open}. */
@ApplicationScoped
public class BackupAccess {
  private volatile Opened opened; // set once by the composition root, read by any thread

  /** Everything at once, so that no request sees a part. */
  public record Opened(
      Vertx vertx,
      Supplier<PgConnectOptions> database,
      Sealing sealing,
      InstantSource clock,
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
