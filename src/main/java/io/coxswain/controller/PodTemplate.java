package io.coxswain.controller;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** Compares and names pod templates. */
public final class PodTemplate {
  public static final String HASH_LABEL = "pod-template-hash";
  // Without vowels and digits that look like them, so that no hash spells a word.
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private PodTemplate() {}

  public static JsonObject of(JsonObject deploymentOrSet) {
    return deploymentOrSet.object("spec").object("template");
  }

  /** Whether two templates make the same pods; the hash label does not count. */
  public static boolean same(JsonObject a, JsonObject b) {
    return canonical(withoutHash(a)).equals(canonical(withoutHash(b)));
  }

  private static JsonObject withoutHash(JsonObject template) {
    JsonObject meta = template.object("metadata");
    JsonObject labels = meta.object("labels").without(HASH_LABEL);
    return template.with("metadata", meta.with("labels", labels));
  }

  public static JsonObject withHash(JsonObject template, String hash) {
    JsonObject meta = template.object("metadata");
    return template.with(
        "metadata", meta.with("labels", meta.object("labels").with(HASH_LABEL, hash)));
  }

  /**
   * A short name of the template.
   *
   * @param collisions how many names were found taken by other templates
   */
  public static String hash(JsonObject template, long collisions) {
    int hash = 0x811c9dc5;
    String text = canonical(template).text() + (collisions > 0 ? "#" + collisions : "");
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x01000193;
    }
    StringBuilder out = new StringBuilder();
    for (char c : Integer.toUnsignedString(hash).toCharArray()) {
      out.append(ALPHABET.charAt(c % ALPHABET.length()));
    }
    return out.toString();
  }

  /** Without nulls and with fields in the order of their names. */
  private static JsonObject canonical(JsonObject object) {
    JsonObject.Builder out = JsonObject.builder();
    object
        .sorted()
        .fields()
        .forEach(
            (name, value) -> {
              if (!value.isNull()) {
                out.put(name, canonicalValue(value));
              }
            });
    return out.build();
  }

  private static Json canonicalValue(Json value) {
    return switch (value) {
      case JsonObject object -> canonical(object);
      case JsonArray array -> array.map(PodTemplate::canonicalValue);
      default -> value;
    };
  }
}
