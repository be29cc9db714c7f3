package io.coxswain.api.http;

import io.coxswain.api.render.StreamSink;
import io.vertx.core.buffer.Buffer;

/** Tells once when a stream is over, whichever side ended it. */
final class CountedSink implements StreamSink {
  private final StreamSink sink;
  private final Runnable over;
  private boolean told;

  CountedSink(StreamSink sink, Runnable over) {
    this.sink = sink;
    this.over = over;
  }

  private void tell() {
    if (!told) {
      told = true;
      over.run();
    }
  }

  @Override
  public void write(Buffer chunk) {
    sink.write(chunk);
  }

  @Override
  public boolean isFramed() {
    return sink.isFramed();
  }

  @Override
  public boolean isFull() {
    return sink.isFull();
  }

  @Override
  public void onDrain(Runnable action) {
    sink.onDrain(action);
  }

  @Override
  public void onClose(Runnable action) {
    sink.onClose(
        () -> {
          tell();
          action.run();
        });
  }

  @Override
  public void end() {
    tell();
    sink.end();
  }
}
