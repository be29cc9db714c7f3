package io.coxswain.api.render;

import io.coxswain.json.Json;
import io.coxswain.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An answer, independent of what carries it.
 *
 * @param headers besides {@code Content-Type}; a name may repeat
 */
public record ApiResponse(
    int code, String contentType, List<Map.Entry<String, String>> headers, Body body) {
  public static final String JSON = "application/json";

  /** What follows the head. */
  public sealed interface Body permits Bytes, Streamed, Taken {}

  /**
   * The whole body.
   *
   * @param gzip the same compressed, where somebody has done that already; else {@code null}
   */
  public record Bytes(byte[] bytes, byte[] gzip) implements Body {
    public Bytes(byte[] bytes) {
      this(bytes, null);
    }
  }

  /** A body produced while the client reads, chunk by chunk. */
  public record Streamed(StreamSource source) implements Body {}

  /** A handler answered, or will, on the connection itself; nothing is left to write. */
  public record Taken() implements Body {}

  public static ApiResponse taken() {
    return new ApiResponse(0, "", List.of(), new Taken());
  }

  public static ApiResponse bytes(int code, String contentType, byte[] bytes) {
    return new ApiResponse(code, contentType, List.of(), new Bytes(bytes));
  }

  public static ApiResponse json(int code, Json body) {
    return bytes(code, JSON, JsonWriter.bytes(body));
  }

  public static ApiResponse text(int code, String body) {
    return bytes(code, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }

  public static ApiResponse streamed(int code, String contentType, StreamSource source) {
    return new ApiResponse(code, contentType, List.of(), new Streamed(source));
  }

  public boolean hasHeader(String name) {
    return headers.stream().anyMatch(header -> header.getKey().equalsIgnoreCase(name));
  }

  public ApiResponse withHeader(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return new ApiResponse(code, contentType, List.copyOf(more), body);
  }
}
