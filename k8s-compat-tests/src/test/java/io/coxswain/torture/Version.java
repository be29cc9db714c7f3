package io.coxswain.torture;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One state of an object.
 *
 * @param revision its resourceVersion; {@link #UNSEEN}: nobody was told
 * @param value what was written; its last letter is the side the object's label says it is on
 * @param uid of this life of the object; {@code null}: nobody was told
 */
public record Version(long revision, String value, String uid) {
  static final long UNSEEN = -1;

  /** From a ConfigMap as {@link Client} writes it. */
  static Version of(JsonNode object) {
    JsonNode meta = object.path("metadata");
    return new Version(
        meta.path("resourceVersion").asLong(),
        object.path("data").path("value").asText(),
        meta.path("uid").asText());
  }

  /** Whether body and label are of one write. */
  static boolean isWhole(JsonNode object) {
    String value = object.path("data").path("value").asText();
    return value.endsWith(object.path("metadata").path("labels").path("side").asText("?"));
  }

  static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  boolean isOn(String side) {
    return value.endsWith(side);
  }
}
