package io.coxswain.api.render;

import io.coxswain.kube.Gvk;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A large list in protobuf. Its head tells the length of all of it, so every item is encoded before
 * the first byte goes out; a few items a turn, so that the loop serves others meanwhile.
 */
final class ProtobufList {
  private static final int TURN = 64;
  private static final int CHUNK = 64 * 1024;

  private final Gvk kind;
  private final ListMeta meta;
  private final int size;
  private final IntFunction<byte[]> item;
  private final List<byte[]> messages;
  private int written;
  private boolean over;

  /**
   * @param item encodes the item of an index
   */
  ProtobufList(Gvk kind, ListMeta meta, int size, IntFunction<byte[]> item) {
    this.kind = kind;
    this.meta = meta;
    this.size = size;
    this.item = item;
    this.messages = new ArrayList<>(size);
  }

  void start(StreamSink sink) {
    sink.onClose(() -> over = true);
    encodeSome(sink, Vertx.currentContext());
  }

  private void encodeSome(StreamSink sink, Context loop) {
    if (over) {
      return;
    }
    int end = Math.min(size, messages.size() + TURN);
    while (messages.size() < end) {
      messages.add(item.apply(messages.size()));
    }
    if (end < size) {
      loop.runOnContext(ignored -> encodeSome(sink, loop));
      return;
    }
    Buffer head = Buffer.buffer();
    ProtobufEnvelope.listMeta(meta, head);
    long length = head.length();
    for (byte[] message : messages) {
      length += ProtobufEnvelope.itemLength(message);
    }
    sink.onDrain(() -> writeSome(sink));
    sink.write(ProtobufEnvelope.head(kind, length).appendBuffer(head));
    writeSome(sink);
  }

  private void writeSome(StreamSink sink) {
    while (!over && !sink.isFull()) {
      Buffer out = Buffer.buffer(CHUNK + 4096);
      while (written < size && out.length() < CHUNK) {
        ProtobufEnvelope.item(messages.get(written++), out);
      }
      if (written == size) {
        over = true;
        sink.write(out.appendBuffer(ProtobufEnvelope.tail()));
        sink.end();
      } else {
        sink.write(out);
      }
    }
  }
}
