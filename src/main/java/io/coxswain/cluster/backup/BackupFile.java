package io.coxswain.cluster.backup;

import io.coxswain.kube.ApiException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * A backup in a file. {@link #open} reads the whole of it once and refuses it unless every byte is
 * as it was written; only then its rows are given out. Blocks.
 */
public final class BackupFile {
  /** The longest first or last line. */
  private static final int LINE = 16 << 10;

  /** Rows given out together: so many, or as many characters. */
  private static final int ROWS = 500;

  private static final int CHARACTERS = 1 << 20;

  private final Path file;
  private final BackupHeader header;
  private final int headerBytes;
  private final long rowsEnd;
  private final BackupTrailer trailer;

  private BackupFile(
      Path file, BackupHeader header, int headerBytes, long rowsEnd, BackupTrailer trailer) {
    this.file = file;
    this.header = header;
    this.headerBytes = headerBytes;
    this.rowsEnd = rowsEnd;
    this.trailer = trailer;
  }

  /** Hears rows of one section, JSON, in the file's order. */
  @FunctionalInterface
  public interface Rows {
    void add(String section, List<String> rows) throws IOException;
  }

  /**
   * @throws ApiException BadRequest, with the end of a sentence about the file, where it is empty,
   *     foreign, newer, cut off or damaged
   */
  public static BackupFile open(Path file) throws IOException {
    long size = Files.size(file);
    if (size == 0) {
      throw ApiException.badRequest("it is empty");
    }
    String first = firstLine(file);
    BackupHeader header = BackupHeader.parse(first);
    int headerBytes = first.getBytes(StandardCharsets.UTF_8).length + 1;
    String last = lastLine(file, size);
    BackupTrailer trailer =
        BackupTrailer.parse(last)
            .orElseThrow(
                () ->
                    ApiException.badRequest(
                        "it is cut off: its last line, written when all is there, is missing"));
    long trailerAt = size - last.length() - 1;
    if (trailerAt < headerBytes || !trailer.sha256().equals(digest(file, trailerAt))) {
      throw ApiException.badRequest("it is damaged: its content is not what its checksum says");
    }
    BackupFile out = new BackupFile(file, header, headerBytes, trailerAt - 1, trailer);
    Map<String, Long> counts = new TreeMap<>();
    out.read((section, rows) -> counts.merge(section, (long) rows.size(), Long::sum));
    if (!counts.equals(trailer.rows())) {
      throw ApiException.badRequest("it is damaged: it holds other rows than its last line says");
    }
    return out;
  }

  public BackupHeader header() {
    return header;
  }

  /** How many rows of each section. */
  public Map<String, Long> rows() {
    return trailer.rows();
  }

  /** Gives out all rows. */
  public void read(Rows rows) throws IOException {
    try (InputStream in = new Part(Files.newInputStream(file), rowsEnd)) {
      in.skipNBytes(headerBytes);
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(in, 1 << 16), StandardCharsets.UTF_8));
      String section = "";
      List<String> together = new ArrayList<>();
      int characters = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        if (space <= 0) {
          throw ApiException.badRequest("it is damaged: a row in it cannot be read");
        }
        String of = line.substring(0, space);
        boolean full = together.size() == ROWS || characters > CHARACTERS || !of.equals(section);
        if (full && !together.isEmpty()) {
          rows.add(section, together);
          together = new ArrayList<>();
          characters = 0;
        }
        section = of;
        together.add(line.substring(space + 1));
        characters += line.length();
      }
      if (!together.isEmpty()) {
        rows.add(section, together);
      }
    } catch (java.util.zip.ZipException | java.io.EOFException e) {
      throw ApiException.badRequest("it is damaged: its rows cannot be unpacked");
    }
  }

  private static String firstLine(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(LINE);
      for (int i = 0; i < start.length; i++) {
        if (start[i] == '\n') {
          return new String(start, 0, i, StandardCharsets.UTF_8);
        }
      }
      String text = new String(start, StandardCharsets.ISO_8859_1);
      boolean ours =
          text.startsWith(BackupHeader.BEGINNING) || BackupHeader.BEGINNING.startsWith(text);
      throw ApiException.badRequest(
          ours && start.length < LINE
              ? "it is cut off: not even its first line is whole"
              : "it is not a backup of coxswain");
    }
  }

  /** Without its line break; what has none at its end is no last line. */
  private static String lastLine(Path file, long size) throws IOException {
    int length = (int) Math.min(size, LINE);
    byte[] end = new byte[length];
    try (var channel = Files.newByteChannel(file)) {
      channel.position(size - length);
      var buffer = java.nio.ByteBuffer.wrap(end);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
    }
    if (end[length - 1] != '\n') {
      return "";
    }
    int from = length - 1;
    while (from > 0 && end[from - 1] != '\n') {
      from--;
    }
    return new String(end, from, length - 1 - from, StandardCharsets.ISO_8859_1);
  }

  private static String digest(Path file, long bytes) throws IOException {
    MessageDigest digest = BackupWriter.sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = new Part(Files.newInputStream(file), bytes)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The first so many bytes of a stream. */
  private static final class Part extends FilterInputStream {
    private long left;

    Part(InputStream in, long bytes) {
      super(new BufferedInputStream(in, 1 << 16));
      left = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int n = super.read(into, offset, (int) Math.min(length, left));
      left -= Math.max(n, 0);
      return n;
    }

    @Override
    public long skip(long bytes) throws IOException {
      long n = super.skip(Math.min(bytes, left));
      left -= n;
      return n;
    }

    @Override
    public int available() throws IOException {
      return (int) Math.min(super.available(), left);
    }
  }
}
