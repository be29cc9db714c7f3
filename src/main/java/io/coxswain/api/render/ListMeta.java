package io.coxswain.api.render;

import io.coxswain.json.JsonObject;

/**
 * The metadata of a list.
 *
 * @param next the continue token, empty on the last page
 * @param remaining items on later pages, negative where unknown
 */
public record ListMeta(long revision, String next, long remaining) {

  JsonObject toJson() {
    JsonObject.Builder out = JsonObject.builder().put("resourceVersion", Long.toString(revision));
    if (!next.isEmpty()) {
      out.put("continue", next);
    }
    if (remaining >= 0) {
      out.put("remainingItemCount", remaining);
    }
    return out.build();
  }
}
