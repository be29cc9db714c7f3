package io.coxswain.node.journal;

import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.ApiException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory of JSON objects by key: what this node must run and what its pods need for it.
 *
 * <p>A write is a new file, synced and renamed over the old one, so that a power cut leaves the old
 * or the new object; an object equal to the one there is not written. Only root reads it, for there
 * are secrets in it. Thread-safe. Closed, it stays as it is: threads that have not ended yet write
 * nothing after the next life has read it.
 */
public final class Journal implements AutoCloseable {
  private static final String SUFFIX = ".json";
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");
  private final Path directory;
  private final Map<String, JsonObject> objects = new ConcurrentHashMap<>();
  private boolean closed; // guarded by this

  /**
   * Opens and reads the journal; entries that cannot be read are forgotten.
   *
   * @throws ApiException where the directory cannot be used
   */
  public Journal(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PRIVATE);
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          load(file);
        }
      }
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }

  private void load(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (!name.endsWith(SUFFIX)) {
      Files.delete(file);
      return;
    }
    try {
      String key = name.substring(0, name.length() - SUFFIX.length()).replace('~', '/');
      objects.put(key, JsonParser.parseObject(Files.readAllBytes(file)));
    } catch (JsonException e) {
      Files.delete(file);
    }
  }

  /** All objects by key. */
  public Map<String, JsonObject> all() {
    return new LinkedHashMap<>(objects);
  }

  /** The object, or {@code null}. */
  public JsonObject get(String key) {
    return objects.get(key);
  }

  /**
   * Keeps an object.
   *
   * @param key of letters, digits, dots, dashes and slashes
   */
  public synchronized void put(String key, JsonObject object) {
    if (closed || object.equals(objects.get(key))) {
      return;
    }
    try {
      DurableFile.write(file(key), JsonWriter.bytes(object));
      objects.put(key, object);
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }

  /** Forgets an object; does nothing where there is none. */
  public synchronized void remove(String key) {
    if (closed) {
      return;
    }
    try {
      if (objects.remove(key) != null && Files.deleteIfExists(file(key))) {
        DurableFile.syncDirectory(directory);
      }
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private Path file(String key) {
    return directory.resolve(key.replace('/', '~') + SUFFIX);
  }
}
