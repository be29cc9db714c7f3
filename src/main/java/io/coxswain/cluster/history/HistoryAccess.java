package io.coxswain.cluster.history;

import io.coxswain.kube.ApiException;
import io.coxswain.schema.LiveScheme;
import io.coxswain.store.postgres.History;
import io.coxswain.store.postgres.Questions;
import jakarta.enterprise.context.ApplicationScoped;

/** What the resources here need and only the composition root knows; given by {@link #open}. */
@ApplicationScoped
public class HistoryAccess {
  private volatile Opened opened; // set once by the composition root, read by any thread

  /** Everything at once, so that no request sees a part. */
  public record Opened(History history, Questions questions, LiveScheme schemes) {}

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
