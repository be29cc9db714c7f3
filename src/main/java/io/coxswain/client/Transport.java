package io.coxswain.client;

import java.util.concurrent.CompletionStage;

/** Carries calls to an API server: over HTTPS, or straight into the one of this process. */
public interface Transport extends AutoCloseable {

  /** Completes with the whole answer; exceptionally with an ApiException only if there was none. */
  CompletionStage<Answer> send(Call call);

  /**
   * A call whose answer is a stream (watch, log). Completes once the head is known; the body goes
   * to {@code listener} in order, one call at a time.
   *
   * @return a handle that ends the stream
   */
  CompletionStage<AutoCloseable> stream(Call call, StreamListener listener);

  @Override
  void close();

  /** Receives a streamed answer. */
  interface StreamListener {
    /** The head, once. A code other than 200 is followed by the Status as body. */
    void head(int code, String contentType);

    void chunk(byte[] bytes);

    /** Called once. {@code error} is {@code null} where the server ended the stream itself. */
    void end(Throwable error);
  }
}
