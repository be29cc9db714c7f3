package io.coxswain.wire;

import io.coxswain.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The versions of {@code channel.k8s.io}: a WebSocket message is one byte (or, in the base64
 * variants, one digit) that names the channel, and its data.
 */
public enum StreamProtocol {
  V5("v5.channel.k8s.io", false, true, true),
  V4("v4.channel.k8s.io", false, true, false),
  V4_BASE64("v4.base64.channel.k8s.io", true, true, false),
  V1("channel.k8s.io", false, false, false),
  V1_BASE64("base64.channel.k8s.io", true, false, false),
  /** No subprotocol asked for: as {@link #V1}. */
  UNNAMED("", false, false, false);

  public static final int STDIN = 0;
  public static final int STDOUT = 1;
  public static final int STDERR = 2;
  public static final int ERROR = 3;
  public static final int RESIZE = 4;
  private static final int CLOSE = 255;

  /** What a client said on a channel. */
  public sealed interface Input {
    record Data(int channel, byte[] bytes) implements Input {}

    /** The client writes no more on the channel (v5). */
    record Closed(int channel) implements Input {}
  }

  private final String word;
  private final boolean base64;
  private final boolean statusAsJson;
  private final boolean closes;

  StreamProtocol(String word, boolean base64, boolean statusAsJson, boolean closes) {
    this.word = word;
    this.base64 = base64;
    this.statusAsJson = statusAsJson;
    this.closes = closes;
  }

  public String word() {
    return word;
  }

  /** Whether messages are text. */
  public boolean isBase64() {
    return base64;
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(StreamProtocol::word).filter(w -> !w.isEmpty()).toList();
  }

  /** By the subprotocol agreed on; {@code null} or empty is {@link #UNNAMED}. */
  public static StreamProtocol of(String word) {
    for (StreamProtocol protocol : values()) {
      if (protocol.word.equals(word)) {
        return protocol;
      }
    }
    return UNNAMED;
  }

  /** A message. */
  public byte[] encode(int channel, byte[] data) {
    byte[] body = base64 ? Base64.getEncoder().encode(data) : data;
    byte[] out = new byte[body.length + 1];
    out[0] = (byte) (base64 ? '0' + channel : channel);
    System.arraycopy(body, 0, out, 1, body.length);
    return out;
  }

  /** A message read; {@code null} where it is empty or broken. */
  public Input decode(byte[] message) {
    if (message.length == 0) {
      return null;
    }
    byte[] body = Arrays.copyOfRange(message, 1, message.length);
    int channel = message[0] & 0xff;
    if (closes && channel == CLOSE) {
      return body.length == 1 ? new Input.Closed(body[0] & 0xff) : null;
    }
    try {
      return base64
          ? new Input.Data(channel - '0', Base64.getDecoder().decode(body))
          : new Input.Data(channel, body);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** What goes to the error channel at the end; {@code null} for nothing. */
  public byte[] result(JsonObject status) {
    if (statusAsJson) {
      return status.text().getBytes(StandardCharsets.UTF_8);
    }
    return "Success".equals(status.string("status"))
        ? null
        : status.string("message", "").getBytes(StandardCharsets.UTF_8);
  }
}
