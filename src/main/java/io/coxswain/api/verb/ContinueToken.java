package io.coxswain.api.verb;

import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import java.util.Base64;

/**
 * Where the next page of a list begins: after {@code last}, as of {@code revision}; revision -1: as
 * of now, which is how a client goes on after its revision expired.
 */
record ContinueToken(long revision, ObjectKey last) {
  private static final String VERSION = "meta.k8s.io/v1";

  String encode() {
    JsonObject content =
        JsonObject.builder()
            .put("v", VERSION)
            .put("rv", revision)
            .put("start", last.namespace() + "/" + last.name() + "\0")
            .build();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(JsonWriter.bytes(content));
  }

  /**
   * @throws ApiException BadRequest for anything {@link #encode} did not make
   */
  static ContinueToken decode(String token) {
    try {
      JsonObject content = JsonParser.parseObject(Base64.getUrlDecoder().decode(token));
      String start = content.string("start", "");
      int slash = start.indexOf('/');
      if (!content.string("v", "").equals(VERSION) || slash < 0 || !start.endsWith("\0")) {
        throw invalid();
      }
      String name = start.substring(slash + 1, start.length() - 1);
      return new ContinueToken(
          content.integer("rv", 0), ObjectKey.of(start.substring(0, slash), name));
    } catch (IllegalArgumentException | JsonException e) {
      throw invalid();
    }
  }

  private static ApiException invalid() {
    return ApiException.badRequest("continue key is not valid");
  }
}
