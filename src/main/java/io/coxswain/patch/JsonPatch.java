package io.coxswain.patch;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * RFC 6902 as kube-apiserver's library reads it: negative indices count from the end, {@code -} is
 * the place after the last item, a test of a missing value against null holds.
 */
public final class JsonPatch {
  private static final int MAX_OPERATIONS = 10_000;

  private JsonPatch() {}

  /**
   * @throws ApiException BadRequest for a malformed patch, RequestEntityTooLarge past 10 000
   *     operations, Invalid (422) where an operation does not apply or a test fails; upstream tells
   *     clients no more than that, the failed operation is in the exception's cause
   */
  public static Json apply(JsonArray patch, Json target) {
    if (patch.size() > MAX_OPERATIONS) {
      throw ApiException.tooLarge(
          "The allowed maximum operations in a JSON patch is "
              + MAX_OPERATIONS
              + ", got "
              + patch.size());
    }
    for (Json operation : patch) {
      if (!(operation instanceof JsonObject)) {
        throw ApiException.badRequest(
            "error decoding patch: json: cannot unmarshal "
                + operation.typeName()
                + " into Go value of type jsonpatch.Operation");
      }
    }
    try {
      Json out = target;
      for (JsonObject operation : patch.objects()) {
        out = applyOne(operation, out);
      }
      return out;
    } catch (Mismatch e) {
      throw new ApiException(
          Status.failure(
              Reason.INVALID, "the server rejected our request due to an error in our request"),
          e);
    }
  }

  private static Json applyOne(JsonObject operation, Json target) {
    String op = operation.string("op", "");
    List<String> path = JsonPointer.parse(required(operation, "path"));
    return switch (op) {
      case "add" -> add(target, path, value(operation));
      case "remove" -> remove(target, path);
      case "replace" -> replace(target, path, value(operation));
      case "move" -> {
        List<String> from = JsonPointer.parse(required(operation, "from"));
        Json moved = get(target, from);
        if (moved == null) {
          throw new Mismatch("move operation does not apply: missing value at " + from);
        }
        yield add(remove(target, from), path, moved);
      }
      case "copy" -> {
        List<String> from = JsonPointer.parse(required(operation, "from"));
        Json copied = get(target, from);
        if (copied == null) {
          throw new Mismatch("copy operation does not apply: missing value at " + from);
        }
        yield add(target, path, copied);
      }
      case "test" -> {
        Json actual = get(target, path);
        Json wanted = value(operation);
        if (!(actual == null ? JsonNull.NULL : actual).equals(wanted)) {
          throw new Mismatch("testing value " + operation.string("path") + " failed: test failed");
        }
        yield target;
      }
      default -> throw new Mismatch("Unexpected kind: " + op);
    };
  }

  private static String required(JsonObject operation, String field) {
    String value = operation.string(field);
    if (value == null) {
      throw new Mismatch("operation " + operation.string("op", "") + " is missing " + field);
    }
    return value;
  }

  private static Json value(JsonObject operation) {
    Json value = operation.get("value");
    return value == null ? JsonNull.NULL : value;
  }

  private static Json get(Json here, List<String> path) {
    for (String token : path) {
      switch (here) {
        case JsonObject object -> here = object.get(token);
        case JsonArray array -> {
          int index = index(token, array.size());
          if (index >= array.size()) {
            return null;
          }
          here = array.get(index);
        }
        case null, default -> {
          return null;
        }
      }
    }
    return here;
  }

  private static Json add(Json here, List<String> path, Json value) {
    if (path.isEmpty()) {
      return value;
    }
    String token = path.getFirst();
    if (path.size() > 1) {
      return descend(here, path, "add", (child, rest) -> add(child, rest, value));
    }
    return switch (here) {
      case JsonObject object -> object.with(token, value);
      case JsonArray array -> {
        List<Json> items = new ArrayList<>(array.items());
        int index = token.equals("-") ? items.size() : index(token, items.size() + 1);
        if (index > items.size()) {
          throw new Mismatch("Unable to access invalid index: " + token);
        }
        items.add(index, value);
        yield JsonArray.of(items);
      }
      default -> throw new Mismatch("add operation does not apply: doc is missing path " + path);
    };
  }

  private static Json remove(Json here, List<String> path) {
    if (path.isEmpty()) {
      throw new Mismatch("remove operation does not apply: doc is missing path");
    }
    String token = path.getFirst();
    if (path.size() > 1) {
      return descend(here, path, "remove", JsonPatch::remove);
    }
    return switch (here) {
      case JsonObject object when object.has(token) -> object.without(token);
      case JsonArray array -> {
        int index = index(token, array.size());
        if (index >= array.size()) {
          throw new Mismatch("Unable to access invalid index: " + token);
        }
        List<Json> items = new ArrayList<>(array.items());
        items.remove(index);
        yield JsonArray.of(items);
      }
      default -> throw new Mismatch("Unable to remove nonexistent key: " + token);
    };
  }

  private static Json replace(Json here, List<String> path, Json value) {
    if (path.isEmpty()) {
      return value;
    }
    String token = path.getFirst();
    if (path.size() > 1) {
      return descend(here, path, "replace", (child, rest) -> replace(child, rest, value));
    }
    return switch (here) {
      case JsonObject object when object.has(token) -> object.with(token, value);
      case JsonArray array when index(token, array.size()) < array.size() ->
          array.withAt(index(token, array.size()), value);
      default ->
          throw new Mismatch("replace operation does not apply: doc is missing key: " + token);
    };
  }

  /** A step below one token of the path. */
  private interface Step {
    Json apply(Json child, List<String> rest);
  }

  private static Json descend(Json here, List<String> path, String op, Step step) {
    String token = path.getFirst();
    List<String> rest = path.subList(1, path.size());
    return switch (here) {
      case JsonObject object when object.has(token) ->
          object.with(token, step.apply(object.get(token), rest));
      case JsonArray array when index(token, array.size()) < array.size() -> {
        int index = index(token, array.size());
        yield array.withAt(index, step.apply(array.get(index), rest));
      }
      default -> throw new Mismatch(op + " operation does not apply: doc is missing path: " + path);
    };
  }

  private static int index(String token, int size) {
    try {
      int index = Integer.parseInt(token);
      if (index < 0) {
        index += size;
      }
      if (index < 0) {
        throw new Mismatch("Unable to access invalid index: " + token);
      }
      return index;
    } catch (NumberFormatException e) {
      throw new Mismatch("strconv.Atoi: parsing \"" + token + "\": invalid syntax");
    }
  }

  /** An operation that does not fit the document. */
  private static final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Mismatch(String message) {
      super(message);
    }
  }
}
