package io.coxswain.api.verb;

import io.coxswain.api.render.Turns;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;

/** The event loop of one request: what starts on it goes on there, whoever completes a future. */
public final class Loop {
  private final Vertx vertx;
  private final Context context;

  public Loop(Vertx vertx, Context context) {
    this.vertx = vertx;
    this.context = context;
  }

  /** The same outcome, told on this loop. */
  public <T> Future<T> on(Future<T> elsewhere) {
    Promise<T> here = Promise.promise();
    elsewhere.onComplete(
        done -> {
          if (isCurrent()) {
            here.handle(done);
          } else {
            context.runOnContext(ignored -> here.handle(done));
          }
        });
    return here.future();
  }

  public void run(Runnable action) {
    if (isCurrent()) {
      action.run();
    } else {
      context.runOnContext(ignored -> action.run());
    }
  }

  /** Runs {@code action} on this loop after the current turn. */
  public void later(Runnable action) {
    context.runOnContext(ignored -> action.run());
  }

  /** Goes on with long work after everybody else on this loop has had a turn. */
  public void nextTurn(Runnable action) {
    Turns.next(context, action);
  }

  /**
   * The value of {@code work}, made on a worker thread: for what takes longer than a turn of the
   * loop may. Told on this loop.
   */
  public <T> Future<T> aside(Callable<T> work) {
    return on(vertx.executeBlocking(work, false));
  }

  /**
   * @return cancels the timer
   */
  public Runnable after(long milliseconds, Runnable action) {
    long id = vertx.setTimer(Math.max(1, milliseconds), fired -> run(action));
    return () -> vertx.cancelTimer(id);
  }

  private boolean isCurrent() {
    return Vertx.currentContext() == context;
  }
}
