package io.coxswain.api.verb;

import io.coxswain.api.verb.WriteOptions.FieldValidation;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonFields;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.schema.Decoder;
import io.coxswain.schema.StructType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What strict decoding finds, in the order in which upstream reports it: of a built-in type in JSON
 * as the text has it; otherwise duplicate fields first.
 *
 * @param warnings one for each
 * @param message all of them, as an error says it
 */
record StrictProblems(List<String> warnings, String message) {
  private static final Set<String> OPERATION = Set.of("op", "path", "from", "value");

  private StrictProblems(List<String> problems) {
    this(problems, String.join(", ", problems));
  }

  /** Of a body in JSON. */
  static StrictProblems ofJson(
      StructType type, byte[] text, List<String> duplicates, List<String> unknown) {
    if (type.isCustom() || duplicates.isEmpty()) {
      return ofTree(type, duplicates, unknown);
    }
    Set<String> missing = new HashSet<>(unknown);
    return new StrictProblems(inOrder(text, path -> missing.contains(unknown(path))));
  }

  /** Of a body in YAML, whose fields upstream has sorted before it decodes them. */
  static StrictProblems ofYaml(StructType type, JsonObject tree, List<String> duplicates) {
    List<String> unknown = new ArrayList<>();
    Decoder.decode(type, (JsonObject) sorted(tree), unknown::add);
    List<String> ordered = ordered(type, unknown);
    List<String> all = new ArrayList<>(duplicates);
    all.addAll(ordered);
    if (duplicates.isEmpty()) {
      return new StrictProblems(all);
    }
    String lines = "yaml: unmarshal errors:\n  " + String.join("\n  ", duplicates);
    List<String> parts = new ArrayList<>(List.of(lines));
    parts.addAll(ordered);
    return new StrictProblems(all, String.join(", ", parts));
  }

  /** Of a tree, whose unknown fields are in its order. */
  static StrictProblems ofTree(StructType type, List<String> duplicates, List<String> unknown) {
    Set<String> all = new LinkedHashSet<>(duplicates);
    all.addAll(ordered(type, unknown));
    return new StrictProblems(List.copyOf(all));
  }

  /** Of the operations of a JSON patch themselves. */
  static List<String> ofOperations(byte[] text) {
    Predicate<String> unknown =
        path -> {
          int dot = path.indexOf("].");
          String name = dot < 0 ? "" : path.substring(dot + 2);
          return path.indexOf('[', 1) < 0 && name.indexOf('.') < 0 && !OPERATION.contains(name);
        };
    return inOrder(text, unknown).stream().map(problem -> "json patch " + problem).toList();
  }

  /**
   * @throws ApiException what {@code refusal} makes of the message, where validation is strict
   */
  void report(
      FieldValidation validation, Consumer<String> warn, Function<String, ApiException> refusal) {
    if (validation == FieldValidation.WARN) {
      warnings.forEach(warn);
    } else if (validation == FieldValidation.STRICT && !warnings.isEmpty()) {
      throw refusal.apply("strict decoding error: " + message);
    }
  }

  private static String unknown(String path) {
    return "unknown field \"" + path + "\"";
  }

  /** Each once; nothing is said of what is inside an unknown field. */
  private static List<String> inOrder(byte[] text, Predicate<String> unknown) {
    Set<String> out = new LinkedHashSet<>();
    String skipped = null;
    for (JsonFields.Field field : JsonFields.of(text)) {
      String path = field.path();
      if (skipped != null && (path.startsWith(skipped + ".") || path.startsWith(skipped + "["))) {
        continue;
      }
      skipped = null;
      if (unknown.test(path)) {
        skipped = path;
        out.add(unknown(path));
      } else if (field.again()) {
        out.add("duplicate field \"" + path + "\"");
      }
    }
    return List.copyOf(out);
  }

  /** In a custom resource: its own metadata, what is pruned, metadata of embedded objects. */
  private static List<String> ordered(StructType type, List<String> unknown) {
    if (!type.isCustom()) {
      return unknown;
    }
    List<String> own = new ArrayList<>();
    List<String> pruned = new ArrayList<>();
    List<String> embedded = new ArrayList<>();
    for (String problem : unknown) {
      if (problem.startsWith("unknown field \"metadata.")) {
        own.add(problem);
      } else {
        (problem.contains(".metadata.") ? embedded : pruned).add(problem);
      }
    }
    pruned.sort(null);
    own.addAll(pruned);
    own.addAll(embedded);
    return own;
  }

  private static Json sorted(Json value) {
    return switch (value) {
      case JsonObject object -> {
        JsonObject.Builder out = JsonObject.builder();
        object.sorted().fields().forEach((name, each) -> out.put(name, sorted(each)));
        yield out.build();
      }
      case JsonArray array -> JsonArray.of(array.stream().map(StrictProblems::sorted).toList());
      default -> value;
    };
  }
}
