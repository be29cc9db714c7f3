package io.coxswain.api.render;

import io.coxswain.cache.Entry;
import io.vertx.core.buffer.Buffer;
import java.util.Iterator;

/**
 * Writes a list item by item while the client reads. It rests while the client does not, and after
 * each turn, so that others on the loop are served however fast this client is.
 */
final class ListStream {
  /** Written at once; TLS makes records of 16 KiB of it. */
  private static final int CHUNK = 64 * 1024;

  /** Bytes of a turn: about two milliseconds with encryption. */
  private static final int TURN = 4 * CHUNK;

  private final Iterator<Entry> items;
  private final Text text;
  private Buffer out;
  private boolean started;
  private boolean pumping;
  private boolean resting;
  private boolean over;

  /**
   * What stands around and between the items, and how one is written.
   *
   * @param costly whether an item has to be encoded first: fewer are then written in a turn
   */
  record Text(Buffer head, Writer item, String separator, Buffer tail, boolean costly) {
    private int itemsOfATurn() {
      return costly ? 64 : 16_384;
    }
  }

  /** Appends one item. */
  @FunctionalInterface
  interface Writer {
    void write(Entry entry, Buffer out);
  }

  ListStream(Selected selected, Text text) {
    this.items = selected.entries().iterator();
    this.text = text;
    this.out = Buffer.buffer(CHUNK + 4096).appendBuffer(text.head());
  }

  /** All of it at once. */
  static byte[] whole(Selected selected, Text text) {
    ListStream stream = new ListStream(selected, text);
    while (stream.items.hasNext()) {
      stream.item();
    }
    return stream.out.appendBuffer(text.tail()).getBytes();
  }

  void start(StreamSink sink) {
    sink.onClose(() -> over = true);
    sink.onDrain(() -> pump(sink));
    pump(sink);
  }

  private void pump(StreamSink sink) {
    // A write may find room at once and call back before it returns.
    if (pumping || resting) {
      return;
    }
    pumping = true;
    try {
      turn(sink);
    } catch (RuntimeException e) {
      // The text ends in the middle, so nobody takes it for the whole list.
      over = true;
      sink.end();
      throw e;
    } finally {
      pumping = false;
    }
  }

  private void turn(StreamSink sink) {
    int bytes = 0;
    int count = 0;
    while (!over && !sink.isFull()) {
      if (bytes >= TURN || count >= text.itemsOfATurn()) {
        resting = true;
        Turns.next(
            () -> {
              resting = false;
              pump(sink);
            });
        return;
      }
      while (items.hasNext() && out.length() < CHUNK && count < text.itemsOfATurn()) {
        item();
        count++;
      }
      bytes += out.length();
      write(sink);
    }
  }

  private void write(StreamSink sink) {
    Buffer chunk = out;
    if (items.hasNext()) {
      out = Buffer.buffer(CHUNK + 4096);
      sink.write(chunk);
    } else {
      over = true;
      sink.write(chunk.appendBuffer(text.tail()));
      sink.end();
    }
  }

  private void item() {
    if (started) {
      out.appendString(text.separator());
    }
    started = true;
    text.item().write(items.next(), out);
  }
}
