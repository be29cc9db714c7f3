package io.coxswain.patch;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.schema.StructType;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Refuses configurations in which an item of a set or map list appears twice. */
final class Duplicates {
  private Duplicates() {}

  static void check(StructType type, JsonObject config) {
    String kind = config.string("kind", "");
    visit(Node.root(type), config, "", config.string("apiVersion", "") + ", Kind=" + kind);
  }

  private static void visit(Node node, Json value, String path, String kind) {
    if (value instanceof JsonObject object && node.splitsObjects()) {
      for (Map.Entry<String, Json> field : object.fields().entrySet()) {
        visit(node.field(field.getKey()), field.getValue(), path + "." + field.getKey(), kind);
      }
    } else if (value instanceof JsonArray array && node.splitsLists()) {
      Set<PathElement> seen = new HashSet<>();
      for (Json item : array) {
        PathElement element = node.element(item);
        if (!seen.add(element)) {
          throw ApiException.badRequest(
              "failed to create typed patch object ("
                  + kind
                  + "): "
                  + path
                  + ": duplicate entries for key "
                  + element);
        }
        visit(node.item(), item, path + element, kind);
      }
    }
  }
}
