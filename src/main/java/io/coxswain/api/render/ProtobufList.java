package io.coxswain.api.render;

import io.coxswain.cache.Entry;
import io.coxswain.kube.Gvk;
import io.vertx.core.buffer.Buffer;
import java.util.Iterator;
import java.util.function.Function;

/**
 * A large list in protobuf. Its head tells the length of all of it, so every item is encoded before
 * the first byte goes out, a few items a turn. The first ones are kept; what is beyond them is
 * encoded once more when it is written, rather than all held at once.
 */
final class ProtobufList {
  private static final int TURN = 64;
  private static final long KEPT = 8L << 20;

  private final Gvk kind;
  private final ListMeta meta;
  private final Selected selected;
  private final Function<Entry, byte[]> encode;
  private final Iterator<Entry> measured;
  private final byte[][] kept;
  private int count;
  private long length;
  private boolean over;

  /**
   * @param encode gives the message of an item, the same each time
   */
  ProtobufList(Gvk kind, ListMeta meta, Selected selected, Function<Entry, byte[]> encode) {
    this.kind = kind;
    this.meta = meta;
    this.selected = selected;
    this.encode = encode;
    this.measured = selected.entries().iterator();
    this.kept = new byte[selected.size()][];
  }

  /** All of it at once. */
  byte[] whole() {
    while (measured.hasNext()) {
      measure();
    }
    return ListStream.whole(selected, text());
  }

  void start(StreamSink sink) {
    sink.onClose(() -> over = true);
    measureSome(sink);
  }

  private void measureSome(StreamSink sink) {
    if (over) {
      return;
    }
    for (int i = 0; i < TURN && measured.hasNext(); i++) {
      measure();
    }
    if (measured.hasNext()) {
      Turns.next(() -> measureSome(sink));
    } else {
      new ListStream(selected, text()).start(sink);
    }
  }

  private void measure() {
    byte[] message = encode.apply(measured.next());
    if (length < KEPT) {
      kept[count] = message;
    }
    count++;
    length += ProtobufEnvelope.itemLength(message);
  }

  private ListStream.Text text() {
    Buffer head = Buffer.buffer();
    ProtobufEnvelope.listMeta(meta, head);
    count = 0;
    return new ListStream.Text(
        ProtobufEnvelope.head(kind, length + head.length()).appendBuffer(head),
        this::item,
        "",
        ProtobufEnvelope.tail(),
        length > KEPT);
  }

  private void item(Entry entry, Buffer out) {
    byte[] message = kept[count];
    kept[count++] = null;
    ProtobufEnvelope.item(message == null ? encode.apply(entry) : message, out);
  }
}
