package io.coxswain.schema;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.Gvk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Upstream's golden samples: every kind of 1.36 with every field set, in JSON and protobuf. */
final class Samples {
  private static final Map<String, byte[]> FILES = read();

  private Samples() {}

  private static Map<String, byte[]> read() {
    Map<String, byte[]> out = new TreeMap<>();
    try (InputStream in = Samples.class.getResourceAsStream("kube-samples-1.36.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        out.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out;
  }

  /** The sample's file stem, or {@code null} where upstream has none. */
  static String of(Gvk kind) {
    String group = kind.group().isEmpty() ? "core" : kind.group();
    String stem = group + "." + kind.version() + "." + kind.kind();
    return FILES.containsKey(stem + ".json") ? stem : null;
  }

  static List<String> stems() {
    return FILES.keySet().stream()
        .filter(name -> name.endsWith(".json"))
        .map(name -> name.substring(0, name.length() - 5))
        .toList();
  }

  static JsonObject json(String stem) {
    return JsonParser.parseObject(FILES.get(stem + ".json"));
  }

  static byte[] protobuf(String stem) {
    return FILES.get(stem + ".pb");
  }

  static byte[] yaml(String stem) {
    return FILES.get(stem + ".yaml");
  }
}
