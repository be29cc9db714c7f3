package io.coxswain.schema;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A buffer that fills from its end, so that every length is known when it is written. Things are
 * therefore written in reverse: value, length, key; last field first.
 */
final class ProtobufWriter {
  static final int VARINT = 0;
  static final int FIXED_64 = 1;
  static final int BYTES = 2;

  private byte[] buffer;
  private int start;

  ProtobufWriter(int capacity) {
    buffer = new byte[capacity];
    start = capacity;
  }

  /** Bytes written so far; the difference of two is the length of what was written between. */
  int length() {
    return buffer.length - start;
  }

  byte[] toByteArray() {
    return Arrays.copyOfRange(buffer, start, buffer.length);
  }

  private void reserve(int bytes) {
    if (start < bytes) {
      int used = length();
      byte[] larger = new byte[Math.max(buffer.length * 2, used + bytes)];
      System.arraycopy(buffer, start, larger, larger.length - used, used);
      start = larger.length - used;
      buffer = larger;
    }
  }

  void key(int number, int wireType) {
    varint((long) number << 3 | wireType);
  }

  void varint(long value) {
    int size = (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    reserve(size);
    start -= size;
    int at = start;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[at] = (byte) rest;
  }

  void fixed64(long value) {
    reserve(8);
    start -= 8;
    for (int i = 0; i < 8; i++) {
      buffer[start + i] = (byte) (value >>> 8 * i);
    }
  }

  void raw(byte[] bytes) {
    reserve(bytes.length);
    start -= bytes.length;
    System.arraycopy(bytes, 0, buffer, start, bytes.length);
  }

  /** Length and key of what was written since {@code length()} was {@code before}. */
  void delimit(int number, int before) {
    varint(length() - before);
    key(number, BYTES);
  }

  void bytes(int number, byte[] bytes) {
    raw(bytes);
    varint(bytes.length);
    key(number, BYTES);
  }

  void string(int number, String text) {
    bytes(number, text.getBytes(StandardCharsets.UTF_8));
  }

  void integer(int number, long value) {
    varint(value);
    key(number, VARINT);
  }
}
