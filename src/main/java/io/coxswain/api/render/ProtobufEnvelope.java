package io.coxswain.api.render;

import io.coxswain.kube.Gvk;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The frames around protobuf messages: {@code k8s\0} and runtime.Unknown around an object, list
 * messages, and the length-delimited WatchEvents of a stream.
 */
final class ProtobufEnvelope {
  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private ProtobufEnvelope() {}

  /** An object as it travels. */
  static Buffer wrap(Gvk kind, byte[] message) {
    return head(kind, message.length).appendBytes(message).appendBuffer(tail());
  }

  /** What stands before a message of {@code length} bytes. */
  static Buffer head(Gvk kind, long length) {
    Buffer typeMeta = Buffer.buffer();
    string(1, kind.apiVersion(), typeMeta);
    string(2, kind.kind(), typeMeta);
    Buffer out = Buffer.buffer(64).appendBytes(MAGIC);
    field(1, typeMeta.length(), out);
    out.appendBuffer(typeMeta);
    field(2, length, out);
    return out;
  }

  /** What stands after the message: no content encoding, no content type. */
  static Buffer tail() {
    Buffer out = Buffer.buffer(4);
    string(3, "", out);
    string(4, "", out);
    return out;
  }

  /** The message inside an envelope. */
  static byte[] message(byte[] envelope) {
    int at = MAGIC.length;
    while (at < envelope.length) {
      int tag = envelope[at++];
      long length = 0;
      int shift = 0;
      byte part;
      do {
        part = envelope[at++];
        length |= (long) (part & 0x7f) << shift;
        shift += 7;
      } while (part < 0);
      if (tag == (2 << 3 | 2)) {
        return Arrays.copyOfRange(envelope, at, at + (int) length);
      }
      at += (int) length;
    }
    return new byte[0];
  }

  /** A ListMeta as field 1 of a list message. */
  static void listMeta(ListMeta meta, Buffer out) {
    Buffer message = Buffer.buffer();
    string(1, "", message);
    string(2, Long.toString(meta.revision()), message);
    string(3, meta.next(), message);
    if (meta.remaining() >= 0) {
      message.appendByte((byte) (4 << 3));
      varint(meta.remaining(), message);
    }
    field(1, message.length(), out);
    out.appendBuffer(message);
  }

  /** One item of a list message. */
  static void item(byte[] message, Buffer out) {
    field(2, message.length, out);
    out.appendBytes(message);
  }

  /** The bytes {@link #item} takes. */
  static long itemLength(byte[] message) {
    Buffer length = Buffer.buffer(8);
    varint(message.length, length);
    return 1 + length.length() + message.length;
  }

  /** A WatchEvent (without an envelope of its own) behind its length in four bytes. */
  static Buffer event(String type, Buffer object) {
    Buffer raw = Buffer.buffer(object.length() + 8);
    field(1, object.length(), raw);
    raw.appendBuffer(object);
    Buffer event = Buffer.buffer(raw.length() + 16);
    string(1, type, event);
    field(2, raw.length(), event);
    event.appendBuffer(raw);
    return Buffer.buffer(event.length() + 4).appendInt(event.length()).appendBuffer(event);
  }

  private static void string(int number, String value, Buffer out) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    field(number, bytes.length, out);
    out.appendBytes(bytes);
  }

  private static void field(int number, long length, Buffer out) {
    out.appendByte((byte) (number << 3 | 2));
    varint(length, out);
  }

  private static void varint(long value, Buffer out) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.appendByte((byte) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.appendByte((byte) rest);
  }
}
