package io.coxswain.torture.environment;

import io.coxswain.torture.Answer;
import io.coxswain.torture.Api;
import io.coxswain.torture.Arena;
import io.coxswain.torture.ConfigMaps;
import io.coxswain.torture.Fault;
import io.coxswain.torture.TortureException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * The disk with everything on it (database, server's files, logs) is filled to the last byte under
 * load until writes fail, stays full for a moment, and is freed. Nobody helps.
 */
public final class DiskFull implements Fault {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Path disk;
  private int failed;

  /**
   * @param disk a folder on the small file system
   */
  DiskFull(Path disk) {
    this.disk = disk;
  }

  /** How many strikes made writes fail. */
  int failed() {
    return failed;
  }

  @Override
  public String name() {
    return "disk full";
  }

  @Override
  public void strike(Arena arena, RandomGenerator random) {
    Path ballast = disk.resolve("ballast");
    long end = System.nanoTime() + Duration.ofSeconds(25).toNanos();
    boolean refused = false;
    // PostgreSQL has log segments in stock: it goes on for a while.
    while (!refused && System.nanoTime() < end) {
      fill(ballast);
      refused = !writes(arena);
    }
    failed += refused ? 1 : 0;
    fill(ballast);
    LockSupport.parkNanos(random.nextLong(3_000_000_000L));
    arena.damaged();
    try {
      Files.delete(ballast);
    } catch (IOException e) {
      throw new TortureException("the disk cannot be freed", e);
    }
    arena.awaitServing();
  }

  private static void fill(Path ballast) {
    byte[] block = new byte[64 << 10];
    for (int size = block.length; size > 0; size = size == 1 ? 0 : Math.max(1, size / 16)) {
      try (OutputStream out =
          Files.newOutputStream(
              ballast,
              java.nio.file.StandardOpenOption.CREATE,
              java.nio.file.StandardOpenOption.APPEND)) {
        while (true) {
          out.write(block, 0, size);
        }
      } catch (IOException full) {
        // As it should be.
      }
    }
  }

  /** A write of 100 KB, so that the stock is used up soon. */
  private static boolean writes(Arena arena) {
    try (Api api = arena.impatient(0, PATIENCE)) {
      Map<String, Object> object = ConfigMaps.of("ballast", Map.of("k", noise()));
      Answer answer = api.put(ConfigMaps.PATH + "/ballast", object);
      return answer.status() == 404 ? api.post(ConfigMaps.PATH, object).isGood() : answer.isGood();
    } catch (IOException e) {
      return false;
    }
  }

  private static String noise() {
    StringBuilder text = new StringBuilder();
    java.util.Random random = new java.util.Random();
    while (text.length() < 400_000) {
      text.append(Long.toString(random.nextLong(), 36));
    }
    return text.toString();
  }
}
