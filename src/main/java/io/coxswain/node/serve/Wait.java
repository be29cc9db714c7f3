package io.coxswain.node.serve;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.concurrent.ExecutionException;

/** Waits on a virtual thread for what an event loop does. */
final class Wait {
  private Wait() {}

  /** The result; a failure, as of a connection that is gone, is an IOException. */
  static <T> T on(Future<T> future) throws IOException {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    }
  }
}
