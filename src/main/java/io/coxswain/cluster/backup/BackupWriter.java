package io.coxswain.cluster.backup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the bytes of a backup: the header's line, rows as gzip, a line break, the trailer's line.
 * Holds no more than what the caller has not taken yet.
 */
final class BackupWriter {
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1 << 16);
  private final Map<String, Long> counts = new TreeMap<>();
  private final MessageDigest digest = sha256();
  private final GZIPOutputStream gzip;

  BackupWriter(BackupHeader header) {
    buffer.writeBytes((header.line() + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      gzip = new GZIPOutputStream(buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param rows as {@code <section> <JSON>}
   * @return what is to be written now, maybe nothing
   */
  byte[] add(List<String> rows) {
    try {
      for (String row : rows) {
        counts.merge(row.substring(0, row.indexOf(' ')), 1L, Long::sum);
        gzip.write(row.getBytes(StandardCharsets.UTF_8));
        gzip.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return take();
  }

  /** The last bytes. */
  byte[] finish() {
    try {
      gzip.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    buffer.write('\n');
    byte[] rest = take();
    String trailer = new BackupTrailer(counts, HexFormat.of().formatHex(digest.digest())).line();
    buffer.writeBytes(rest);
    buffer.writeBytes((trailer + "\n").getBytes(StandardCharsets.UTF_8));
    return buffer.toByteArray();
  }

  private byte[] take() {
    byte[] out = buffer.toByteArray();
    buffer.reset();
    digest.update(out);
    return out;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
