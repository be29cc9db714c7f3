package io.coxswain.api.render;

import io.vertx.core.buffer.Buffer;

/** Where a streamed body goes; all methods are called, and call back, on one event loop. */
public interface StreamSink {
  /** Queues one chunk: on a WebSocket one frame. */
  void write(Buffer chunk);

  /** Whether each chunk stands for itself, so that events must not be put together in one. */
  boolean isFramed();

  /** True while the client does not keep up: write nothing until {@link #onDrain} calls. */
  boolean isFull();

  void onDrain(Runnable action);

  /** Called once when the client went away. */
  void onClose(Runnable action);

  void end();
}
