package io.coxswain.api.render;

import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;

/** Work that is longer than a turn of an event loop may be. */
public final class Turns {
  private Turns() {}

  /** As {@link #next(Context, Runnable)}, on the loop of the caller. */
  static void next(Runnable action) {
    next(Vertx.currentContext(), action);
  }

  /**
   * Runs {@code action} on the loop of {@code context} after every connection that is ready has had
   * its turn. A task put in the queue is not enough: a loop runs up to 64 of them, and those they
   * add, before it looks at its connections again.
   */
  public static void next(Context context, Runnable action) {
    if (context == null) {
      action.run();
    } else if (((ContextInternal) context).nettyEventLoop() instanceof SingleThreadEventLoop loop
        && loop.inEventLoop()) {
      loop.executeAfterEventLoopIteration(() -> context.runOnContext(ignored -> action.run()));
    } else {
      context.runOnContext(ignored -> action.run());
    }
  }
}
