package io.coxswain.api.http;

import io.coxswain.api.render.StreamSink;
import io.coxswain.api.verb.Loop;
import io.coxswain.client.Transport.StreamListener;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A stream to a listener of this process. The listener may take its time: it is called on a virtual
 * thread, one call at a time and in order, and the stream waits while too much lies before it.
 */
final class ListenerSink implements StreamSink, AutoCloseable {
  private static final int HIGH = 1024 * 1024;
  private static final int LOW = HIGH / 2;

  private final Loop loop;
  private final StreamListener listener;

  // Guarded by this.
  private final Queue<Runnable> calls = new ArrayDeque<>();
  private boolean delivering;
  private long waiting;
  private boolean full;
  private boolean over;

  // Owned by the loop.
  private Runnable drained = () -> {};
  private Runnable closed = () -> {};

  ListenerSink(Loop loop, StreamListener listener) {
    this.loop = loop;
    this.listener = listener;
  }

  void head(int code, String contentType) {
    deliver(() -> listener.head(code, contentType), 0);
  }

  @Override
  public void write(Buffer chunk) {
    byte[] bytes = chunk.getBytes();
    deliver(() -> listener.chunk(bytes), bytes.length);
  }

  @Override
  public boolean isFramed() {
    return false;
  }

  @Override
  public synchronized boolean isFull() {
    full = waiting >= HIGH;
    return full;
  }

  @Override
  public void onDrain(Runnable action) {
    drained = action;
  }

  @Override
  public void onClose(Runnable action) {
    closed = action;
  }

  @Override
  public void end() {
    finish(null);
  }

  void fail(Throwable error) {
    finish(error);
  }

  private void finish(Throwable error) {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
    deliver(() -> listener.end(error), 0);
  }

  /** The listener wants no more; it still hears the end. */
  @Override
  public void close() {
    loop.run(() -> closed.run());
    finish(null);
  }

  private synchronized void deliver(Runnable call, int size) {
    waiting += size;
    calls.add(
        () -> {
          call.run();
          delivered(size);
        });
    if (!delivering) {
      delivering = true;
      Thread.startVirtualThread(this::run);
    }
  }

  private void run() {
    while (true) {
      Runnable call;
      synchronized (this) {
        call = calls.poll();
        if (call == null) {
          delivering = false;
          return;
        }
      }
      call.run();
    }
  }

  private void delivered(int size) {
    boolean wake;
    synchronized (this) {
      waiting -= size;
      wake = full && waiting <= LOW;
      full &= !wake;
    }
    if (wake) {
      loop.run(() -> drained.run());
    }
  }
}
