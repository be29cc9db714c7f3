package io.coxswain.ops.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with {@code initdb}, {@code pg_ctl} and {@code postgres}. Looked up in this order: the
 * folder that was given; {@code postgres/} beside the executable; {@code
 * /usr/lib/coxswain/postgres}; the newest of the system, {@code /usr/lib/postgresql/<15 or later>}.
 */
public record Binaries(Path bin) {
  private static final int OLDEST = 15;

  /**
   * @param given from a flag, or {@code null}
   * @param beside the executable's folder, or {@code null}
   * @throws PostgresException where there is none
   */
  public static Binaries find(Path given, Path beside) {
    return find(
        given, beside, Path.of("/usr/lib/coxswain/postgres"), Path.of("/usr/lib/postgresql"));
  }

  static Binaries find(Path given, Path beside, Path packaged, Path system) {
    if (given != null) {
      return in(given)
          .orElseThrow(
              () ->
                  new PostgresException(
                      "There is no PostgreSQL in " + given + ": bin/postgres is missing."));
    }
    List<Path> candidates = new ArrayList<>();
    if (beside != null) {
      candidates.add(beside.resolve("postgres"));
    }
    candidates.add(packaged);
    candidates.addAll(versions(system));
    return candidates.stream()
        .flatMap(candidate -> in(candidate).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new PostgresException(
                    "No PostgreSQL was found in "
                        + candidates
                        + "; install the package postgresql ("
                        + OLDEST
                        + " or later), name a folder, or use --datastore."));
  }

  String program(String name) {
    return bin.resolve(name).toString();
  }

  private static java.util.Optional<Binaries> in(Path home) {
    return Stream.of(home.resolve("bin"), home)
        .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
        .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
        .findFirst()
        .map(Binaries::new);
  }

  private static List<Path> versions(Path system) {
    if (!Files.isDirectory(system)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(system)) {
      return folders
          .filter(f -> f.getFileName().toString().matches("\\d+"))
          .filter(f -> number(f) >= OLDEST)
          .sorted(Comparator.comparingInt(Binaries::number).reversed())
          .toList();
    } catch (IOException e) {
      throw new PostgresException("Cannot look into " + system + ": " + e.getMessage(), e);
    }
  }

  private static int number(Path folder) {
    return Integer.parseInt(folder.getFileName().toString());
  }
}
