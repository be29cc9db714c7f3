package io.coxswain.cluster.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.cache.Cache;
import io.coxswain.cache.Entry;
import io.coxswain.cache.Limits;
import io.coxswain.cluster.PlatformDatabase;
import io.coxswain.cluster.history.HistoryKinds;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import io.coxswain.ops.postgres.TestPostgres;
import io.coxswain.schema.Scheme;
import io.coxswain.store.AesCipher;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.coxswain.store.Timing;
import io.coxswain.store.Write;
import io.coxswain.store.postgres.Archive;
import io.coxswain.store.postgres.PostgresLedger;
import io.coxswain.store.postgres.Restoration;
import io.coxswain.store.postgres.Views;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final PgConnectOptions source = TestPostgres.shared().database();
  private final AesCipher cipher =
      new AesCipher(
          Map.of((short) 1, new byte[32]), (short) 1, Set.of("secrets"), new SecureRandom());

  @BeforeEach
  void platform() throws Exception {
    sql(source, "create schema coxswain; set search_path = coxswain; " + PlatformDatabase.schema());
    sql(
        source,
        """
        insert into coxswain.platform_identity values (1, gen_random_uuid(), now());
        insert into coxswain.platform_authority values ('cluster', 'PEM', '\\x00ff7f', now());
        insert into coxswain.platform_join_token values ('abc', '\\x01', 'a "token"', 'me', now())\
        """);
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private RowSet<Row> sql(PgConnectOptions database, String text) throws Exception {
    return await(
        PgConnection.connect(vertx, database)
            .compose(c -> c.query(text).execute().eventually(() -> c.close())));
  }

  /** A server's ledger and what it serves. */
  private final class Server implements AutoCloseable {
    final PostgresLedger ledger;
    final Cache cache;

    Server(PgConnectOptions database) throws Exception {
      ledger =
          new PostgresLedger(
              vertx,
              () -> database,
              Timing.DEFAULT,
              Duration.ofMinutes(5),
              Duration.ofHours(1),
              cipher,
              UUID::randomUUID);
      cache = new Cache(ledger, Limits.DEFAULT);
      await(cache.start());
    }

    long write(Op op, String resource, String name, long expected, String body) throws Exception {
      Write write =
          new Write(
              op,
              resource,
              ObjectKey.of("default", name),
              expected,
              "uid-" + name,
              "v1",
              body.getBytes(StandardCharsets.UTF_8),
              resource.equals("events") ? java.time.Duration.ofHours(1) : null,
              "alice",
              "kubectl");
      return ((Outcome.Committed) await(ledger.submit(write))).revision();
    }

    @Override
    public void close() {
      ledger.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private void fill(Server server) throws Exception {
    for (int i = 0; i < 80; i++) {
      long created =
          server.write(Op.CREATE, "pods", "p" + i, 0, "{\"n\":\"\\u0000 ü\\\\\\n" + i + "\"}");
      if (i % 2 == 0) {
        long updated = server.write(Op.UPDATE, "pods", "p" + i, created, "{\"n\":\"" + i + "\"}");
        if (i % 4 == 0) {
          server.write(Op.DELETE, "pods", "p" + i, updated, "{\"n\":\"" + i + "\"}");
        }
      }
    }
    server.write(Op.CREATE, "secrets", "s", 0, "{\"data\":\"hush hush\"}");
    server.write(Op.CREATE, "events", "e", 0, "{}");
    long lease = server.write(Op.CREATE, "leases.coordination.k8s.io", "l", 0, "{}");
    server.write(Op.UPDATE, "leases.coordination.k8s.io", "l", lease, "{\"beat\":1}");
  }

  private BackupFile backup(PgConnectOptions database, boolean history) throws Exception {
    Archive archive = await(Archive.open(vertx, database, PlatformSections.with(history)));
    BackupHeader header =
        new BackupHeader(
            NOW, "0.1", "id", archive.revision(), history ? archive.kept() : -1, "check", "");
    Path file = Files.createTempFile(folder, "backup", "");
    BackupStream stream = new BackupStream(vertx, archive, header);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (byte[] bytes = await(stream.next()); bytes.length > 0; bytes = await(stream.next())) {
        out.write(bytes);
      }
    }
    stream.close();
    return BackupFile.open(file);
  }

  private void restore(BackupFile backup, PgConnectOptions database) throws Exception {
    Restoration restoration =
        await(
            Restoration.begin(vertx, database, PlatformDatabase.schema(), PlatformSections.all()));
    backup.read(
        (section, rows) -> {
          try {
            await(restoration.add(section, rows));
          } catch (Exception e) {
            throw new IOException(e);
          }
        });
    await(restoration.finish(backup.header().revision(), backup.header().kept(), NOW));
  }

  private static List<String> rows(BackupFile backup) throws IOException {
    List<String> out = new ArrayList<>();
    backup.read((section, rows) -> rows.forEach(row -> out.add(section + " " + row)));
    return out;
  }

  @Test
  void aBackupOfWhatWasRestoredIsTheSame() throws Exception {
    try (Server server = new Server(source)) {
      fill(server);
      sql(
          source,
          "insert into coxswain.base select resource, namespace, name, revision, uid, version, key, body from coxswain.object where resource = 'secrets'");
    }
    for (boolean history : List.of(false, true)) {
      BackupFile first = backup(source, history);
      PgConnectOptions target = TestPostgres.shared().database();
      restore(first, target);
      List<String> before = rows(first);
      List<String> after = new ArrayList<>(rows(backup(target, history)));
      after.removeIf(row -> row.startsWith("batch ") && !before.contains(row)); // the leap
      assertEquals(before, after);
      assertEquals(63, first.rows().get("object"));
    }
  }

  @Test
  void secretsStaySealedInTheFile() throws Exception {
    try (Server server = new Server(source)) {
      fill(server);
    }
    List<String> rows = rows(backup(source, true));
    assertTrue(rows.stream().noneMatch(row -> row.contains("hush")));
    assertTrue(rows.stream().anyMatch(row -> row.contains("\"resource\" : \"secrets\"")));
  }

  @Test
  void aServerGoesOnWithARevisionThatNoClientHasSeen() throws Exception {
    long old;
    try (Server server = new Server(source)) {
      fill(server);
      old = await(server.ledger.head());
    }
    BackupFile backup = backup(source, false);
    PgConnectOptions target = TestPostgres.shared().database();
    restore(backup, target);
    try (Server server = new Server(target)) {
      long now = server.cache.revision();
      assertTrue(now >= old + 1_000_000_000L, now + " after " + old);
      assertEquals(now, server.ledger.compacted());
      assertThrows(
          ApiException.class,
          () -> server.cache.watch("pods", null, old, Runnable::run, () -> {}).poll());
      Entry secret = server.cache.snapshot("secrets").get(ObjectKey.of("default", "s"));
      assertEquals("{\"data\":\"hush hush\"}", new String(secret.bytes(), StandardCharsets.UTF_8));
      Entry pod = server.cache.snapshot("pods").get(ObjectKey.of("default", "p1"));
      assertEquals("uid-p1", pod.uid());
      long written = server.write(Op.UPDATE, "pods", "p1", pod.revision(), "{}");
      assertTrue(written > now);
    }
    PgConnectOptions later = TestPostgres.shared().database();
    Restoration second =
        await(Restoration.begin(vertx, later, PlatformDatabase.schema(), PlatformSections.all()));
    await(second.finish(backup.header().revision(), -1, NOW.plusSeconds(10)));
    try (Server server = new Server(later)) {
      long first = sql(target, "select max(high) from coxswain.batch").iterator().next().getLong(0);
      assertTrue(server.cache.revision() > first, "the second life gives out none of the first's");
    }
  }

  @Test
  void restoredHistoryCanBeAskedAgain() throws Exception {
    long created;
    try (Server server = new Server(source)) {
      created = server.write(Op.CREATE, "pods", "a", 0, "{\"status\":{\"phase\":\"Pending\"}}");
      server.write(Op.UPDATE, "pods", "a", created, "{\"status\":{\"phase\":\"Running\"}}");
    }
    PgConnectOptions target = TestPostgres.shared().database();
    restore(backup(source, true), target);
    try (Server server = new Server(target)) {
      assertNotNull(server.cache.snapshot("pods").get(ObjectKey.of("default", "a")));
      await(new Views(vertx, () -> target, "password").refresh(HistoryKinds.of(Scheme.builtIn())));
      assertEquals(
          "Pending",
          sql(target, "select phase from cluster.pods_as_of(" + created + ")")
              .iterator()
              .next()
              .getString(0));
    }
  }

  @Test
  void aDatabaseWithAClusterIsRefusedAndLeftAlone() throws Exception {
    try (Server server = new Server(source)) {
      server.write(Op.CREATE, "pods", "a", 0, "{}");
    }
    BackupFile backup = backup(source, false);
    ApiException refused = assertThrows(ApiException.class, () -> restore(backup, source));
    assertTrue(refused.getMessage().contains("already holds a cluster"), refused.getMessage());
    assertEquals(rows(backup), rows(backup(source, false)));
  }

  @Test
  void aRestorationThatBreaksOffLeavesNothing() throws Exception {
    PgConnectOptions target = TestPostgres.shared().database();
    Restoration restoration =
        await(Restoration.begin(vertx, target, PlatformDatabase.schema(), PlatformSections.all()));
    await(
        restoration.add(
            "platform_identity",
            List.of(
                "{\"one\":1,\"cluster_id\":\"5a0b2c5e-6a1d-4c5f-8d8e-2f6f1b7c9a10\","
                    + "\"created\":\"2026-01-01T00:00:00+00:00\"}")));
    assertThrows(Exception.class, () -> await(restoration.add("object", List.of("{}"))));
    await(restoration.abandon());
    assertEquals(0, sql(target, "select from pg_namespace where nspname = 'coxswain'").size());
  }

  @Test
  void whatIsWrittenMeanwhileIsNotInIt() throws Exception {
    try (Server server = new Server(source)) {
      server.write(Op.CREATE, "pods", "before", 0, "{}");
      Archive archive = await(Archive.open(vertx, source, Archive.sections(false)));
      server.write(Op.CREATE, "pods", "after", 0, "{}");
      List<String> rows = new ArrayList<>();
      for (List<String> some = await(archive.next());
          !some.isEmpty();
          some = await(archive.next())) {
        rows.addAll(some);
      }
      await(archive.close());
      assertEquals(1, rows.size());
      assertTrue(rows.getFirst().contains("before"));
    }
  }
}
