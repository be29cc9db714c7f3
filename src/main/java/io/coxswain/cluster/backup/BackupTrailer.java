package io.coxswain.cluster.backup;

import io.coxswain.json.Json;
import io.coxswain.json.JsonException;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The last line of a backup: without it the file is not whole.
 *
 * @param rows how many rows of each section
 * @param sha256 of every byte before this line, hexadecimal
 */
record BackupTrailer(Map<String, Long> rows, String sha256) {

  String line() {
    JsonObject.Builder counts = JsonObject.builder();
    new TreeMap<>(rows).forEach((name, count) -> counts.put(name, count));
    return JsonObject.builder()
        .put("end", true)
        .put("rows", counts.build())
        .put("sha256", sha256)
        .build()
        .text();
  }

  /** Empty where the line is none, to the byte. */
  static Optional<BackupTrailer> parse(String line) {
    try {
      JsonObject trailer = JsonParser.parseObject(line);
      Map<String, Long> rows = new TreeMap<>();
      for (Map.Entry<String, Json> each : trailer.object("rows").fields().entrySet()) {
        if (!(each.getValue() instanceof JsonNumber)) {
          return Optional.empty();
        }
        rows.put(each.getKey(), Long.parseLong(each.getValue().text()));
      }
      BackupTrailer out = new BackupTrailer(rows, trailer.string("sha256", ""));
      return out.line().equals(line) ? Optional.of(out) : Optional.empty();
    } catch (JsonException | NumberFormatException | NullPointerException e) {
      return Optional.empty();
    }
  }
}
