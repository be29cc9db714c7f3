package io.coxswain.api.discovery;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.Gzip;
import io.coxswain.json.Json;
import io.coxswain.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Bytes that rarely change, with the entity tag by which clients keep them.
 *
 * @param gzip the same compressed, or {@code null} where they are not worth it: large ones take
 *     longer than a turn of an event loop may
 */
record Document(String contentType, byte[] bytes, byte[] gzip, String hash) {
  private static final int LARGE = 128 * 1024;

  static Document json(String contentType, Json content) {
    return of(contentType, JsonWriter.bytes(content));
  }

  static Document of(String contentType, byte[] bytes) {
    return new Document(
        contentType, bytes, bytes.length < LARGE ? null : Gzip.compressed(bytes), hash(bytes));
  }

  static String hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-512").digest(bytes);
      return HexFormat.of().withUpperCase().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has SHA-512
    }
  }

  /** The document, or 304 where the client's {@code If-None-Match} names it. */
  ApiResponse answer(String ifNoneMatch) {
    String tag = '"' + hash + '"';
    boolean known = ifNoneMatch != null && ifNoneMatch.contains(tag);
    ApiResponse answer =
        known
            ? ApiResponse.bytes(304, contentType, new byte[0])
            : new ApiResponse(200, contentType, List.of(), new ApiResponse.Bytes(bytes, gzip));
    return answer.withHeader("ETag", tag).withHeader("Vary", "Accept");
  }
}
