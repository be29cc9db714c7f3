package io.coxswain.api.http;

import io.coxswain.api.render.StreamSink;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** Makes one array of a streamed body that ends by itself. */
final class CollectingSink implements StreamSink {
  private final Buffer all = Buffer.buffer();
  private final Consumer<byte[]> ended;

  CollectingSink(Consumer<byte[]> ended) {
    this.ended = ended;
  }

  @Override
  public void write(Buffer chunk) {
    all.appendBuffer(chunk);
  }

  @Override
  public boolean isFramed() {
    return false;
  }

  @Override
  public boolean isFull() {
    return false;
  }

  @Override
  public void onDrain(Runnable action) {
    // never full
  }

  @Override
  public void onClose(Runnable action) {
    // nobody can close it
  }

  @Override
  public void end() {
    ended.accept(all.getBytes());
  }
}
