package io.coxswain.schema;

import io.coxswain.kube.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the fields of one message: a slice of a byte array. */
final class ProtobufReader {
  private static final int MAX_DEPTH = 500;

  private final byte[] data;
  private final int end;
  private final int depth;
  private int at;
  private int wireType;

  ProtobufReader(byte[] data) {
    this(data, 0, data.length, 0);
  }

  ProtobufReader(byte[] data, int start) {
    this(data, start, data.length, 0);
  }

  private ProtobufReader(byte[] data, int start, int end, int depth) {
    this.data = data;
    this.at = start;
    this.end = end;
    this.depth = depth;
    if (depth > MAX_DEPTH) {
      throw ApiException.badRequest("proto: message nested too deeply");
    }
  }

  /** The next field's number, or 0 at the end of the message. */
  int next() {
    if (at >= end) {
      return 0;
    }
    long key = rawVarint();
    wireType = (int) (key & 7);
    int number = (int) (key >>> 3);
    if (number <= 0) {
      throw ApiException.badRequest(
          "proto: illegal tag " + number + " (wire type " + wireType + ")");
    }
    return number;
  }

  /** True where a repeated scalar comes packed in one field. */
  boolean isDelimited() {
    return wireType == ProtobufWriter.BYTES;
  }

  boolean atEnd() {
    return at >= end;
  }

  long varint() {
    expect(ProtobufWriter.VARINT);
    return rawVarint();
  }

  long rawVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        throw truncated();
      }
      byte b = data[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw ApiException.badRequest("proto: integer overflow");
  }

  long fixed64() {
    expect(ProtobufWriter.FIXED_64);
    return rawFixed64();
  }

  long rawFixed64() {
    int from = advance(8);
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = value << 8 | data[from + i] & 0xff;
    }
    return value;
  }

  byte[] bytes() {
    int from = delimited();
    return Arrays.copyOfRange(data, from, at);
  }

  String string() {
    int from = delimited();
    return new String(data, from, at - from, StandardCharsets.UTF_8);
  }

  /** A reader of the message in this field. */
  ProtobufReader message() {
    int from = delimited();
    return new ProtobufReader(data, from, at, depth + 1);
  }

  void skip() {
    switch (wireType) {
      case ProtobufWriter.VARINT -> rawVarint();
      case ProtobufWriter.FIXED_64 -> advance(8);
      case ProtobufWriter.BYTES -> delimited();
      case 5 -> advance(4);
      default -> throw ApiException.badRequest("proto: illegal wireType " + wireType);
    }
  }

  private int delimited() {
    expect(ProtobufWriter.BYTES);
    long length = rawVarint();
    if (length < 0 || length > end - at) {
      throw truncated();
    }
    return advance((int) length);
  }

  private int advance(int bytes) {
    if (bytes > end - at) {
      throw truncated();
    }
    int from = at;
    at += bytes;
    return from;
  }

  private void expect(int type) {
    if (wireType != type) {
      throw ApiException.badRequest("proto: wrong wireType = " + wireType);
    }
  }

  private static ApiException truncated() {
    return ApiException.badRequest("unexpected EOF");
  }
}
