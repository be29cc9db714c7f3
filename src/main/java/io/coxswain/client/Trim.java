package io.coxswain.client;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.List;
import java.util.Set;

/**
 * What an informer keeps of an object: all but managedFields, which only cost memory, or of the
 * metadata what tells names, owners and deletion.
 */
record Trim(boolean metadataOnly) {
  private static final List<String> ESSENTIAL =
      List.of(
          "name",
          "namespace",
          "uid",
          "resourceVersion",
          "deletionTimestamp",
          "finalizers",
          "ownerReferences");

  /** What an object with nothing but metadata has, and what a Status in its place tells. */
  private static final Set<String> OF_METADATA_OR_STATUS =
      Set.of("apiVersion", "kind", "metadata", "message", "reason", "details", "code");

  /** Of a watch event: what {@link #of} would drop needs not be read. */
  boolean isUnwanted(int depth, String parent, String name) {
    return switch (depth) {
      case 1 -> metadataOnly && !OF_METADATA_OR_STATUS.contains(name);
      case 2 ->
          parent.equals("metadata")
              && (metadataOnly ? !ESSENTIAL.contains(name) : name.equals("managedFields"));
      default -> false;
    };
  }

  /** Items of typed lists carry neither apiVersion nor kind: they get those of their list. */
  JsonObject of(JsonObject object, String apiVersion, String kind) {
    JsonObject out = Meta.without(object, "managedFields");
    if (metadataOnly) {
      out =
          JsonObject.builder()
              .put("apiVersion", out.get("apiVersion"))
              .put("kind", out.get("kind"))
              .put("metadata", essential(Meta.of(out)))
              .build();
    }
    if (out.has("kind") && out.has("apiVersion")) {
      return out;
    }
    return JsonObject.builder().put("apiVersion", apiVersion).put("kind", kind).putAll(out).build();
  }

  private static JsonObject essential(JsonObject all) {
    JsonObject.Builder out = JsonObject.builder();
    for (String field : ESSENTIAL) {
      if (all.has(field)) {
        out.put(field, all.get(field));
      }
    }
    return out.build();
  }
}
