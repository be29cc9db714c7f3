package io.coxswain.json;

import java.util.List;
import java.util.function.Consumer;

/**
 * YAML as Kubernetes reads and writes it (sigs.k8s.io/yaml over go-yaml v2): a tree of JSON values,
 * with YAML 1.1's plain scalars ({@code yes} is a boolean, {@code 0644} is octal) and merge keys.
 */
public final class Yaml {
  private Yaml() {}

  /**
   * The first document; null for an empty one. Of duplicate keys the last wins.
   *
   * @throws JsonException {@code yaml: line 3: …}
   */
  public static Json parse(byte[] utf8) {
    return parse(utf8, duplicate -> {});
  }

  /** As {@link #parse(byte[])}; gets {@code line 3: key "a" already set in map} for duplicates. */
  public static Json parse(byte[] utf8, Consumer<String> duplicates) {
    List<Json> documents = new YamlReader(utf8, duplicates).documents(1);
    return documents.isEmpty() ? JsonNull.NULL : documents.getFirst();
  }

  /**
   * Every document of a stream that is not empty.
   *
   * @throws JsonException {@code yaml: line 3: …}
   */
  public static List<Json> parseAll(byte[] utf8) {
    return new YamlReader(utf8, duplicate -> {})
        .documents(Integer.MAX_VALUE).stream().filter(document -> !document.isNull()).toList();
  }

  /** Block style with sorted keys and a final line feed, as {@code kubectl -o yaml} prints. */
  public static String write(Json value) {
    return YamlWriter.text(value);
  }
}
