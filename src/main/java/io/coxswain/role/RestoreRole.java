package io.coxswain.role;

import io.coxswain.cluster.PlatformDatabase;
import io.coxswain.cluster.ServerDirectory;
import io.coxswain.cluster.backup.BackupFile;
import io.coxswain.cluster.backup.BackupHeader;
import io.coxswain.cluster.backup.PlatformSections;
import io.coxswain.kube.ApiException;
import io.coxswain.pki.PkiException;
import io.coxswain.pki.Sealing;
import io.coxswain.store.postgres.Restoration;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Puts a backup into a database without a cluster. In this order, so that a refusal changes
 * nothing: the whole file is checked, then the sealing key, then the database; then all rows go in
 * as one transaction.
 */
public final class RestoreRole {
  private RestoreRole() {}

  /** What a file holds. */
  public record Summary(
      Instant created,
      String coxswain,
      String cluster,
      long revision,
      boolean history,
      boolean holdsKey,
      Map<String, Long> rows) {}

  /**
   * Checks a file and tells what it holds.
   *
   * @throws RoleException where it is no whole backup
   */
  public static Summary check(Path file) throws IOException {
    return summary(open(file));
  }

  /**
   * @throws RoleException with a sentence; nothing was changed then
   */
  public static Summary run(RestoreConfig config) throws IOException {
    BackupFile backup = open(config.file());
    ServerDirectory directory = new ServerDirectory(config.dataDir());
    Optional<byte[]> brought = key(config, directory, backup.header());
    DataDirectory.prepare(config.dataDir());
    Database database = Database.openOnce(config.dataDir(), config.datastore(), config.postgres());
    brought.ifPresent(directory::bringSealing);
    boolean done = false;
    Vertx vertx = AgentVertx.create();
    try {
      fill(vertx, database.options(), backup);
      done = true;
    } finally {
      vertx.close();
      if (!done && brought.isPresent()) {
        directory.removeSealing();
      }
      database.stop();
    }
    return summary(backup);
  }

  private static BackupFile open(Path file) throws IOException {
    try {
      return BackupFile.open(file);
    } catch (NoSuchFileException e) {
      throw new RoleException(file + ": there is no such file");
    } catch (ApiException e) {
      throw new RoleException(file + " cannot be restored: " + e.getMessage());
    }
  }

  /** The key to lay down in the data directory; empty where the right one lies there. */
  private static Optional<byte[]> key(
      RestoreConfig config, ServerDirectory directory, BackupHeader header) {
    SecureRandom random = new SecureRandom();
    try {
      Optional<Sealing> present = directory.presentSealing(random);
      if (present.isPresent()) {
        if (!present.get().check().equals(header.keyCheck())) {
          throw new RoleException(
              config.dataDir().resolve("cluster.key")
                  + " is another cluster's: the backup was sealed with a different key");
        }
        return Optional.empty();
      }
      byte[] key = given(config, header, random);
      if (!new Sealing(key, random).check().equals(header.keyCheck())) {
        throw new RoleException("the given cluster.key is not the one the backup was sealed with");
      }
      return Optional.of(key);
    } catch (PkiException e) {
      throw new RoleException(e.getMessage());
    }
  }

  private static byte[] given(RestoreConfig config, BackupHeader header, SecureRandom random) {
    if (config.clusterKey() != null) {
      try {
        return HexFormat.of().parseHex(Files.readString(config.clusterKey()).strip());
      } catch (IOException | IllegalArgumentException e) {
        throw new RoleException(
            "--cluster-key " + config.clusterKey() + " is not a sealing key: " + e.getMessage());
      }
    }
    if (header.key().isEmpty()) {
      throw new RoleException(
          "the backup does not hold its sealing key: give --cluster-key FILE, the cluster.key of"
              + " the server's data directory");
    }
    if (config.passphrase().isEmpty()) {
      throw new RoleException(
          "the backup's sealing key is under a passphrase: give --passphrase-file FILE (or"
              + " --cluster-key FILE)");
    }
    try {
      return Sealing.unwrap(header.key(), config.passphrase(), random);
    } catch (PkiException e) {
      throw new RoleException("the passphrase is not the backup's");
    }
  }

  private static void fill(Vertx vertx, PgConnectOptions address, BackupFile backup)
      throws IOException {
    BackupHeader header = backup.header();
    Restoration restoration =
        await(Restoration.begin(vertx, address, PlatformDatabase.schema(), PlatformSections.all()));
    try {
      backup.read((section, rows) -> await(restoration.add(section, rows)));
      await(restoration.finish(header.revision(), header.kept(), Instant.now()));
    } finally {
      restoration.abandon();
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new RoleException("nothing was restored: " + e.getCause().getMessage());
    }
  }

  private static Summary summary(BackupFile backup) {
    BackupHeader header = backup.header();
    return new Summary(
        header.created(),
        header.coxswain(),
        header.cluster(),
        header.revision(),
        header.kept() >= 0,
        !header.key().isEmpty(),
        backup.rows());
  }
}
