package io.coxswain.node.journal;

import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One file of JSON objects by key, for objects that change often and may be some seconds behind.
 * What changed within {@code delay} is one append and one sync; an object that changes back
 * meanwhile, or is written as it was, costs nothing. A line is {@code {"key":…,"object":…}}, the
 * last one of a key counts, and one without an object says that it is gone. The file is written
 * anew once more than half of it is out of date. Flash wears by syncs and blocks: 1 000 Services
 * are one write of their size at the first start, and a few blocks for each batch afterwards.
 *
 * <p>Thread-safe. The objects themselves are not kept in memory.
 */
public final class BatchJournal implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(BatchJournal.class.getName());
  private static final long SLACK = 64 * 1024; // out of date that is not worth writing anew

  /** What the file says of a key: enough to tell whether a line is news. */
  private record Entry(String digest, int length) {}

  private final Path file;
  private final Duration delay;
  private final ScheduledExecutorService timer;

  // Guarded by this:
  private final Map<String, Entry> written = new HashMap<>();
  private final Map<String, byte[]> waiting = new LinkedHashMap<>(); // lines by key
  private long size;
  private boolean scheduled;
  private boolean closed;

  /**
   * @param delay how long changes are gathered
   * @param timer runs the writing; it may block
   */
  public BatchJournal(Path file, Duration delay, ScheduledExecutorService timer) {
    this.file = file;
    this.delay = delay;
    this.timer = timer;
  }

  /** Whether an earlier life has written it, be it empty. */
  public boolean exists() {
    return Files.exists(file);
  }

  /**
   * Reads what is there; lines that cannot be read, as the last one after a power cut, are left.
   */
  public synchronized Map<String, JsonObject> read() {
    Map<String, JsonObject> out = new LinkedHashMap<>();
    written.clear();
    size = 0;
    try {
      if (!exists()) {
        return out;
      }
      byte[] bytes = Files.readAllBytes(file);
      int start = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          take(Arrays.copyOfRange(bytes, start, i + 1), out);
          start = i + 1;
        }
      }
      size = bytes.length;
      if (start < bytes.length) {
        rewrite(out); // what is appended must not continue a torn line
      }
      return out;
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }

  private void take(byte[] line, Map<String, JsonObject> out) {
    try {
      JsonObject entry = JsonParser.parseObject(line);
      String key = entry.string("key", "");
      if (entry.has("object")) {
        out.put(key, entry.object("object"));
        written.put(key, new Entry(digest(line), line.length));
      } else {
        out.remove(key);
        written.remove(key);
      }
    } catch (JsonException e) {
      LOG.log(System.Logger.Level.WARNING, "a line of " + file + " cannot be read");
    }
  }

  /** Keeps an object. */
  public synchronized void put(String key, JsonObject object) {
    byte[] line = line(key, object);
    Entry old = written.get(key);
    if (old != null && old.digest.equals(digest(line))) {
      waiting.remove(key);
      return;
    }
    waiting.put(key, line);
    schedule();
  }

  /** Forgets an object; does nothing where there is none. */
  public synchronized void remove(String key) {
    if (written.containsKey(key)) {
      waiting.put(key, line(key, null));
      schedule();
    } else {
      waiting.remove(key);
    }
  }

  private static byte[] line(String key, JsonObject object) {
    JsonObject entry = JsonObject.of("key", key);
    String text = JsonWriter.text(object == null ? entry : entry.with("object", object));
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void schedule() {
    if (!scheduled && !closed) {
      scheduled = true;
      timer.schedule(this::flush, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Writes what waits. What cannot be written is tried again with the next change. */
  public synchronized void flush() {
    scheduled = false;
    try {
      if (exists()) {
        append();
      } else {
        Files.createDirectories(file.getParent());
        DurableFile.write(file, new byte[0]);
        size = 0;
        written.clear();
        append();
      }
      long live = written.values().stream().mapToLong(Entry::length).sum();
      if (size > 2 * live + SLACK) {
        rewrite(read());
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot write " + file, e);
    }
  }

  private void append() throws IOException {
    if (waiting.isEmpty()) {
      return;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    waiting.values().forEach(out::writeBytes);
    DurableFile.append(file, out.toByteArray());
    size += out.size();
    Map<String, JsonObject> sink = new HashMap<>();
    waiting.values().forEach(line -> take(line, sink));
    waiting.clear();
  }

  private void rewrite(Map<String, JsonObject> objects) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    objects.forEach((key, object) -> out.writeBytes(line(key, object)));
    DurableFile.write(file, out.toByteArray());
    size = out.size();
  }

  private static String digest(byte[] line) {
    try {
      byte[] all = MessageDigest.getInstance("SHA-256").digest(line);
      return HexFormat.of().formatHex(all, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes what waits and takes no more. */
  @Override
  public synchronized void close() {
    closed = true;
    if (!waiting.isEmpty()) {
      flush();
    }
  }
}
