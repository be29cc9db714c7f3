package io.coxswain.cluster.backup;

import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * The first line of a backup.
 *
 * @param created when it was begun
 * @param coxswain the version that wrote it
 * @param cluster the cluster's id
 * @param revision everything up to here is in it
 * @param kept how far back its history reaches; negative: it has none
 * @param keyCheck tells whether a sealing key is the one of the sealed bodies in it
 * @param key the sealing key under a passphrase, empty where the operator keeps {@code cluster.key}
 */
public record BackupHeader(
    Instant created,
    String coxswain,
    String cluster,
    long revision,
    long kept,
    String keyCheck,
    String key) {
  /** The newest format there is; files of a newer one are refused. */
  public static final int FORMAT = 1;

  /** What every backup begins with, whatever its format. */
  static final String BEGINNING = "{\"coxswainBackup\":";

  String line() {
    return JsonObject.builder()
        .put("coxswainBackup", FORMAT)
        .put("created", created.toString())
        .put("coxswain", coxswain)
        .put("cluster", cluster)
        .put("revision", revision)
        .put("kept", kept)
        .put("keyCheck", keyCheck)
        .put("key", key)
        .build()
        .text();
  }

  /**
   * @throws ApiException BadRequest where it is foreign, damaged or newer
   */
  static BackupHeader parse(String line) {
    if (!line.startsWith(BEGINNING)) {
      throw ApiException.badRequest("it is not a backup of coxswain");
    }
    try {
      JsonObject header = JsonParser.parseObject(line);
      long format = header.integer("coxswainBackup", 0);
      if (format > FORMAT) {
        throw ApiException.badRequest(
            "it was written by a newer coxswain ("
                + header.string("coxswain", "unknown")
                + ", format "
                + format
                + "); this one reads format "
                + FORMAT);
      }
      return new BackupHeader(
          Instant.parse(header.string("created")),
          header.string("coxswain", ""),
          header.string("cluster", ""),
          header.integer("revision", 0),
          header.integer("kept", -1),
          header.string("keyCheck", ""),
          header.string("key", ""));
    } catch (JsonException | DateTimeException | NullPointerException | ClassCastException e) {
      throw ApiException.badRequest("it is damaged: its first line cannot be read");
    }
  }
}
