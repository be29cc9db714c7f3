package io.coxswain.torture.environment;

import io.coxswain.torture.Arena;
import io.coxswain.torture.Fault;
import io.coxswain.torture.Processes;
import io.coxswain.torture.ServerProcess;
import io.coxswain.torture.TortureException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The power fails: everything is killed, and PostgreSQL's data directory is what was synced (see
 * power.c); half of the times some blocks that were only written are there too, as a disk may have
 * written any of them. Then everything starts by itself.
 */
public final class PowerCut implements Fault {
  private static final int BLOCK = 4096;

  private boolean begun;

  /** What PostgreSQL's environment must hold. */
  static Map<String, String> environment(Path library) {
    return Map.of("LD_PRELOAD", library.toString(), "POWER", "1");
  }

  @Override
  public String name() {
    return "power cut";
  }

  /** From here on only what is synced counts. */
  void begin(Arena arena) {
    arena.postgres().stop("INT");
    copy(data(arena), disk(arena));
    arena.postgres().start();
    arena.awaitServing();
    begun = true;
  }

  @Override
  public void strike(Arena arena, RandomGenerator random) {
    if (!begun) {
      throw new TortureException("the power is cut before begin", null);
    }
    arena.damaged();
    fail(arena, random, random.nextBoolean());
    arena.servers().forEach(ServerProcess::start);
    arena.postgres().start();
    arena.awaitServing();
  }

  /**
   * Everything ends, and the data directory is what was synced; nothing is started.
   *
   * @param scattered whether some blocks that were not synced are there too
   */
  void fail(Arena arena, RandomGenerator random, boolean scattered) {
    List<Long> backends = Processes.children(arena.postgres().pid());
    arena.postgres().kill();
    backends.forEach(pid -> Processes.signal("KILL", pid));
    arena.servers().forEach(ServerProcess::kill);
    for (long pid : backends) {
      awaitEnd(pid);
    }
    Path written = data(arena).resolveSibling("data.written");
    try {
      Files.move(data(arena), written);
      try (Stream<Path> all = Files.walk(disk(arena))) {
        for (Path waiting : all.filter(PowerCut::isDraft).toList()) {
          Files.delete(waiting);
        }
      }
      if (scattered) {
        scatter(written, disk(arena), random);
      }
    } catch (IOException e) {
      throw new TortureException("the disk's image", e);
    }
    copy(disk(arena), data(arena));
    Processes.run(List.of("rm", "-rf", written.toString()));
  }

  private static boolean isDraft(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".draft") || name.endsWith(".renamed");
  }

  /** Some blocks of files that were written since their last sync have reached the disk. */
  private static void scatter(Path written, Path disk, RandomGenerator random) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(disk)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    byte[] block = new byte[BLOCK];
    for (Path file : files) {
      Path live = written.resolve(disk.relativize(file));
      if (!Files.isRegularFile(live) || Files.mismatch(live, file) < 0) {
        continue;
      }
      try (RandomAccessFile from = new RandomAccessFile(live.toFile(), "r");
          RandomAccessFile to = new RandomAccessFile(file.toFile(), "rw")) {
        long blocks = Math.min(from.length(), to.length()) / BLOCK;
        for (long i = 0; i < blocks; i++) {
          if (random.nextBoolean()) {
            from.seek(i * BLOCK);
            from.readFully(block);
            to.seek(i * BLOCK);
            to.write(block);
          }
        }
      }
    }
  }

  private static void awaitEnd(long pid) {
    for (int i = 0; i < 2000 && Processes.isAlive(pid); i++) {
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  private static void copy(Path from, Path to) {
    Processes.run(List.of("rm", "-rf", to.toString()));
    Processes.run(List.of("cp", "-a", from.toString(), to.toString()));
  }

  private static Path data(Arena arena) {
    return arena.postgres().data();
  }

  private static Path disk(Arena arena) {
    return data(arena).resolveSibling("data.disk");
  }
}
