package io.coxswain.cluster.history;

import io.coxswain.kube.Leadership;
import io.coxswain.schema.LiveScheme;
import io.coxswain.store.postgres.Views;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * While this server leads: brings the views in line with what is served, a moment after the
 * definitions have come to rest.
 */
public final class ViewKeeper implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ViewKeeper.class.getName());
  private static final Duration REST = Duration.ofSeconds(2);
  private static final Duration AGAIN = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final Views views;
  private final LiveScheme schemes;
  private final Leadership leadership;
  private final Runnable unlisten;

  private long timer = -1; // guarded by this
  private boolean busy; // guarded by this
  private boolean again; // guarded by this
  private boolean closed; // guarded by this

  private ViewKeeper(Vertx vertx, Views views, LiveScheme schemes, Leadership leadership) {
    this.vertx = vertx;
    this.views = views;
    this.schemes = schemes;
    this.leadership = leadership;
    this.unlisten = schemes.onChange(() -> wanted(REST));
  }

  public static ViewKeeper start(
      Vertx vertx, Views views, LiveScheme schemes, Leadership leadership) {
    ViewKeeper out = new ViewKeeper(vertx, views, schemes, leadership);
    leadership.onChange(leads -> out.wanted(REST));
    return out;
  }

  private synchronized void wanted(Duration in) {
    if (closed) {
      return;
    }
    if (busy) {
      again = true;
      return;
    }
    vertx.cancelTimer(timer);
    timer = vertx.setTimer(in.toMillis(), ignored -> refresh());
  }

  private synchronized void refresh() {
    if (closed || busy || !leadership.isLeader()) {
      return;
    }
    busy = true;
    views
        .refresh(HistoryKinds.of(schemes.get()))
        .onComplete(
            result -> {
              if (result.failed()) {
                LOG.log(
                    System.Logger.Level.WARNING,
                    "the views for psql are not up to date: " + result.cause().getMessage());
              }
              done(result.failed());
            });
  }

  private synchronized void done(boolean failed) {
    busy = false;
    if (failed || again) {
      again = false;
      wanted(failed ? AGAIN : REST);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    vertx.cancelTimer(timer);
    unlisten.run();
  }
}
