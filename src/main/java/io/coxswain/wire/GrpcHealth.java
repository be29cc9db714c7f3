package io.coxswain.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One call of {@code grpc.health.v1.Health/Check} over HTTP/2 without TLS, as a pure codec: what to
 * send first, what to send back to what came, and what the server answered. One stream, one small
 * message: no flow control is needed. Not thread-safe.
 */
public final class GrpcHealth {
  /** {@code HealthCheckResponse.ServingStatus} of a server that serves. */
  public static final int SERVING = 1;

  /** gRPC's code of a method that does not exist. */
  public static final int UNIMPLEMENTED = 12;

  private static final int UNKNOWN = 2;
  private static final int UNAVAILABLE = 14;
  private static final String PATH = "/grpc.health.v1.Health/Check";
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int HEAD = 9; // bytes before the payload of a frame
  private static final int MAX_FRAME = 1 << 20;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GO_AWAY = 7;
  private static final int CONTINUATION = 9;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int PRIORITY = 0x20;

  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private final ByteArrayOutputStream reply = new ByteArrayOutputStream();
  private byte[] rest = new byte[0];
  private boolean ending; // the header block under way ends the stream
  private boolean done;
  private int code = -1;
  private String error = "";

  /**
   * Everything the client has to say.
   *
   * @param authority {@code 10.244.0.7:5000}
   * @param service asked about; empty for the server as a whole
   */
  public static byte[] request(String authority, String service) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
    frame(out, SETTINGS, 0, 0, new byte[0]);
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    headers.write(0x83); // :method POST
    headers.write(0x86); // :scheme http
    headers.write(0x04); // :path
    text(headers, PATH);
    headers.write(0x01); // :authority
    text(headers, authority);
    field(headers, "content-type", "application/grpc");
    field(headers, "user-agent", "kube-probe/1.36");
    field(headers, "te", "trailers");
    frame(out, HEADERS, END_HEADERS, 1, headers.toByteArray());
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (name.length > 0) {
      body.write(0x0a); // HealthCheckRequest.service = 1
      for (int n = name.length; ; n >>>= 7) {
        body.write(n > 127 ? n & 127 | 128 : n);
        if (n <= 127) {
          break;
        }
      }
      body.writeBytes(name);
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.write(0); // not compressed
    number(data, body.size(), 4);
    data.writeBytes(body.toByteArray());
    frame(out, DATA, END_STREAM, 1, data.toByteArray());
    return out.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, String name, String value) {
    out.write(0x00); // never indexed: this connection asks once
    text(out, name);
    text(out, value);
  }

  /** As HPACK writes text without Huffman's code. */
  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, 126); // authorities and names here are shorter
    out.write(length);
    out.write(bytes, 0, length);
  }

  private static void number(ByteArrayOutputStream out, int value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write(value >>> shift);
    }
  }

  private static void frame(
      ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
    number(out, payload.length, 3);
    out.write(type);
    out.write(flags);
    number(out, stream, 4);
    out.writeBytes(payload);
  }

  /** Takes what came; what is returned must be sent back. */
  public byte[] receive(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(rest, bytes);
    reply.reset();
    while (!done && in.readableBytes() >= HEAD) {
      int start = in.readerIndex();
      int length = in.getUnsignedMedium(start);
      if (length > MAX_FRAME) {
        fail(UNAVAILABLE, "frame too large");
        break;
      }
      if (in.readableBytes() < HEAD + length) {
        break;
      }
      byte[] payload = new byte[length];
      in.getBytes(start + HEAD, payload);
      take(in.getUnsignedByte(start + 3), in.getUnsignedByte(start + 4), payload);
      in.readerIndex(start + HEAD + length);
    }
    rest = new byte[in.readableBytes()];
    in.readBytes(rest);
    return reply.toByteArray();
  }

  private void take(int type, int flags, byte[] payload) {
    boolean last = (flags & END_STREAM) != 0;
    switch (type) {
      case SETTINGS, PING -> {
        if ((flags & ACK) == 0) {
          frame(reply, type, ACK, 0, type == PING ? payload : new byte[0]);
        }
      }
      case DATA -> {
        message.writeBytes(unpadded(flags & PADDED, payload));
        done = last;
      }
      case HEADERS -> {
        block.writeBytes(unpadded(flags, payload));
        ending = last;
        headers(flags);
      }
      case CONTINUATION -> {
        block.writeBytes(payload);
        headers(flags);
      }
      case RESET -> fail(UNAVAILABLE, "stream terminated by RST_STREAM");
      case GO_AWAY -> fail(UNAVAILABLE, "connection closed by the server");
      default -> {
        // window updates and what is not known
      }
    }
  }

  private static byte[] unpadded(int flags, byte[] payload) {
    boolean padded = (flags & PADDED) != 0;
    int start = (padded ? 1 : 0) + ((flags & PRIORITY) == 0 ? 0 : 5);
    int end = payload.length - (padded && payload.length > 0 ? payload[0] & 255 : 0);
    return start >= end ? new byte[0] : java.util.Arrays.copyOfRange(payload, start, end);
  }

  private void headers(int flags) {
    if ((flags & END_HEADERS) == 0) {
      return;
    }
    try {
      Http2Headers fields = decoder.decodeHeaders(1, Unpooled.wrappedBuffer(block.toByteArray()));
      block.reset();
      if (fields.status() != null && !fields.status().toString().equals("200")) {
        fail(UNKNOWN, "unexpected HTTP status code received from server: " + fields.status());
      } else if (fields.contains("grpc-status")) {
        CharSequence text = fields.get("grpc-message");
        error = text == null ? "" : text.toString();
        code = Integer.parseInt(fields.get("grpc-status").toString());
      }
      done |= ending;
    } catch (Http2Exception | NumberFormatException e) {
      fail(UNKNOWN, "malformed headers: " + e.getMessage());
    }
  }

  private void fail(int with, String why) {
    code = with;
    error = why;
    done = true;
  }

  /** Whether the answer is complete. */
  public boolean isDone() {
    return done;
  }

  /** gRPC's code: 0 for a good answer. */
  public int code() {
    return code < 0 ? message.size() > 0 ? 0 : UNKNOWN : code;
  }

  /** What went wrong, where {@link #code} is not 0. */
  public String error() {
    return error;
  }

  /** The serving status of the answer; 0 (unknown) where there is none. */
  public int status() {
    byte[] bytes = message.toByteArray();
    // Five bytes before it: compression and length. HealthCheckResponse.status = 1.
    return bytes.length >= 7 && bytes[5] == 0x08 ? bytes[6] : 0;
  }

  /** A serving status by its name. */
  public static String name(int status) {
    return switch (status) {
      case SERVING -> "SERVING";
      case 2 -> "NOT_SERVING";
      case 3 -> "SERVICE_UNKNOWN";
      default -> "UNKNOWN";
    };
  }
}
