package io.coxswain.cluster.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import io.coxswain.ops.postgres.TestPostgres;
import io.coxswain.schema.Scheme;
import io.coxswain.store.AesCipher;
import io.coxswain.store.Batch;
import io.coxswain.store.Change;
import io.coxswain.store.Follower;
import io.coxswain.store.Ledger;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.coxswain.store.Stored;
import io.coxswain.store.Timing;
import io.coxswain.store.Write;
import io.coxswain.store.postgres.History;
import io.coxswain.store.postgres.Moment;
import io.coxswain.store.postgres.PastObject;
import io.coxswain.store.postgres.PostgresLedger;
import io.coxswain.store.postgres.Questions;
import io.coxswain.store.postgres.Views;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
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

class HistoryViewsTest {
  private static final String PASSWORD = "abc123";

  private final Vertx vertx = Vertx.vertx();
  private final PgConnectOptions database = TestPostgres.shared().database();
  private final PgConnectOptions reader = Views.reader(database, PASSWORD);
  private final PostgresLedger ledger =
      new PostgresLedger(
          vertx,
          () -> database,
          Timing.DEFAULT,
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          new AesCipher(
              Map.of((short) 1, new byte[32]), (short) 1, Set.of("secrets"), new SecureRandom()),
          UUID::randomUUID);

  @BeforeEach
  void start() throws Exception {
    await(ledger.follow(new Deaf()));
    await(new Views(vertx, () -> database, PASSWORD).refresh(HistoryKinds.of(Scheme.builtIn())));
  }

  @AfterEach
  void close() throws Exception {
    await(ledger.close());
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private long write(Op op, String resource, String name, long expected, String body)
      throws Exception {
    Write write =
        new Write(
            op,
            resource,
            ObjectKey.of("default", name),
            expected,
            "uid-" + name,
            "v1",
            body.getBytes(StandardCharsets.UTF_8),
            null,
            "alice",
            "kubectl");
    return ((Outcome.Committed) await(ledger.submit(write))).revision();
  }

  private static String pod(String phase) {
    return """
        {"kind":"Pod","metadata":{"name":"web","creationTimestamp":"2026-01-02T03:04:05Z",
        "labels":{"app":"web"},"ownerReferences":[{"kind":"ReplicaSet","name":"rs","controller":true}]},
        "spec":{"nodeName":"n1","containers":[{},{}]},"status":{"phase":"%s","podIP":"10.0.0.7",
        "containerStatuses":[{"ready":true,"restartCount":2},{"ready":false,"restartCount":3}]}}\
        """
        .formatted(phase);
  }

  private List<List<Object>> query(PgConnectOptions who, String sql) throws Exception {
    RowSet<Row> rows =
        await(
            PgConnection.connect(vertx, who)
                .compose(c -> c.query(sql).execute().eventually(() -> c.close())));
    List<List<Object>> out = new ArrayList<>();
    for (Row row : rows) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        values.add(row.getValue(i));
      }
      out.add(values);
    }
    return out;
  }

  @Test
  void aReaderSeesPodsAsColumns() throws Exception {
    long revision = write(Op.CREATE, "pods", "web", 0, pod("Running"));
    assertEquals(
        List.of(
            List.of(
                "default",
                "web",
                revision,
                "ReplicaSet/rs",
                "Running",
                "n1",
                "10.0.0.7",
                2L,
                5L,
                1L)),
        query(
            reader,
            "select namespace, name, revision, owner, phase, node, ip, containers, restarts, ready"
                + " from pods where labels->>'app' = 'web' and created = '2026-01-02 03:04:05+00'"));
  }

  @Test
  void everyKindHasAViewThatCanBeRead() throws Exception {
    List<List<Object>> names = query(reader, "select name from kinds order by 1");
    assertTrue(names.size() > 40, names.toString());
    for (List<Object> name : names) {
      query(reader, "select * from cluster." + name.getFirst());
      query(reader, "select * from cluster." + name.getFirst() + "_as_of(now())");
    }
  }

  @Test
  void thePastIsSeenByRevisionAndByTime() throws Exception {
    long created = write(Op.CREATE, "pods", "web", 0, pod("Pending"));
    long other = write(Op.CREATE, "pods", "other", 0, pod("Pending"));
    long running = write(Op.UPDATE, "pods", "web", created, pod("Running"));
    long deleted = write(Op.DELETE, "pods", "web", running, pod("Running"));
    assertEquals(
        List.of(List.of("web", "Pending")), query(reader, at("pods_as_of(" + created + ")")));
    assertEquals(
        List.of(List.of("other", "Pending"), List.of("web", "Pending")),
        query(reader, at("pods_as_of(" + other + ")")));
    assertEquals(
        List.of(List.of("other", "Pending"), List.of("web", "Running")),
        query(reader, at("pods_as_of(" + running + ")")));
    assertEquals(
        List.of(List.of("other", "Pending")), query(reader, at("pods_as_of(" + deleted + ")")));
    query(
        database, "update coxswain.batch set at = at - interval '1 hour' where high <= " + running);
    assertEquals(
        List.of(List.of("other"), List.of("web")),
        query(reader, "select name from as_of('pods', now() - interval '10 min') order by 1"));
    assertEquals(
        List.of(List.of("delete", "pods", "default", "web", "alice", "kubectl")),
        query(
            reader,
            "select op, resource, namespace, name, by, manager"
                + " from changes_since(now() - interval '10 min')"));
    assertEquals(List.of(), query(reader, "select name from pods_as_of(now() - interval '2 h')"));
  }

  private static String at(String source) {
    return "select name, phase from " + source + " order by name";
  }

  @Test
  void aPastThatIsNotKeptIsRefusedInASentence() throws Exception {
    long created = write(Op.CREATE, "pods", "web", 0, pod("Pending"));
    query(database, "update coxswain.ledger set kept = " + created);
    PgException early =
        assertThrows(
            PgException.class, () -> query(reader, at("pods_as_of(" + (created - 1) + ")")));
    assertEquals(
        "history reaches back to revision " + created + ", not to " + (created - 1),
        early.getErrorMessage());
    PgException before =
        assertThrows(
            PgException.class, () -> query(reader, at("pods_as_of(now() - interval '1 h')")));
    assertTrue(
        before.getErrorMessage().startsWith("history reaches back to 20"),
        before.getErrorMessage());
    PgException unknown =
        assertThrows(PgException.class, () -> query(reader, "select * from as_of('pots', 1)"));
    assertEquals("there is no kind \"pots\": see cluster.kinds", unknown.getErrorMessage());
  }

  @Test
  void secretsShowNoObjectAnywhere() throws Exception {
    long created = write(Op.CREATE, "secrets", "s", 0, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
    write(Op.UPDATE, "secrets", "s", created, "{}");
    for (String source : List.of("secrets", "secrets_as_of(" + created + ")", "changes")) {
      List<Object> row = query(reader, "select name, object from " + source).getFirst();
      assertEquals("s", row.get(0));
      assertNull(row.get(1));
    }
  }

  @Test
  void aReaderCanNeitherWriteNorReadTablesNorHoldTheLedgersLocks() throws Exception {
    write(Op.CREATE, "pods", "web", 0, pod("Running"));
    for (String sql :
        List.of(
            "select body from coxswain.object",
            "select * from coxswain.ledger",
            "select * from coxswain.image_at('pods', 1)",
            "set default_transaction_read_only = off; delete from cluster.pods",
            "set default_transaction_read_only = off; create table public.mine()",
            "set default_transaction_read_only = off; create temporary table mine()",
            "set default_transaction_read_only = off; select lo_create(0)",
            "select pg_advisory_lock(1)",
            "select pg_read_file('/etc/passwd')")) {
      assertThrows(PgException.class, () -> query(reader, sql), sql);
    }
  }

  @Test
  void aNulCharacterInOneObjectDoesNotBreakTheView() throws Exception {
    write(
        Op.CREATE, "configmaps", "odd", 0, "{\"data\":{\"k\":\"a\\u0000b\",\"l\":\"\\\\u0000\"}}");
    assertEquals(
        List.of(List.of("a\ufffdb", "\\u0000")),
        query(reader, "select data->>'k', data->>'l' from configmaps"));
  }

  @Test
  void whatIsRightIsNotMadeAgain() throws Exception {
    String views =
        "select c.oid::bigint from pg_class c where relnamespace = 'cluster'::regnamespace order by 1";
    List<List<Object>> before = query(database, views);
    await(new Views(vertx, () -> database, PASSWORD).refresh(HistoryKinds.of(Scheme.builtIn())));
    assertEquals(before, query(database, views));
  }

  @Test
  void aSchemaOfSomebodyElseIsLeftAlone() throws Exception {
    query(database, "comment on schema cluster is 'mine'");
    assertThrows(
        Exception.class,
        () -> await(new Views(vertx, () -> database, PASSWORD).refresh(List.of())));
    assertTrue(query(database, "select * from cluster.kinds").size() > 40);
  }

  @Test
  void theApiTellsWhoChangedWhat() throws Exception {
    long created = write(Op.CREATE, "pods", "web", 0, pod("Pending"));
    long running = write(Op.UPDATE, "pods", "web", created, pod("Running"));
    long deleted = write(Op.DELETE, "pods", "web", running, pod("Running"));
    History history = new History(vertx, () -> database);
    ObjectKey key = ObjectKey.of("default", "web");
    History.Told all = await(history.changes("pods", key, new Moment.Horizon(), 10));
    assertEquals(
        List.of(deleted, running, created), all.changes().stream().map(c -> c.revision()).toList());
    assertNull(all.before());
    assertEquals("alice", all.changes().getFirst().by());
    History.Told last = await(history.changes("pods", key, new Moment.Revision(created), 1));
    assertEquals(pod("Running"), last.before());
    assertEquals(
        List.of(), await(history.changes("pods", key, new Moment.Revision(deleted), 10)).changes());
    assertThrows(
        ApiException.class,
        () -> {
          query(database, "update coxswain.ledger set kept = " + created);
          await(history.changes("pods", key, new Moment.Revision(created - 1), 10));
        });
  }

  @Test
  void theApiTellsWhatDiffersInPages() throws Exception {
    long stays = write(Op.CREATE, "configmaps", "a", 0, "{\"data\":{\"k\":\"1\"}}");
    long goes = write(Op.CREATE, "configmaps", "b", 0, "{}");
    long secret = write(Op.CREATE, "secrets", "s", 0, "{}");
    write(Op.CREATE, "events", "e", 0, "{}");
    write(Op.UPDATE, "configmaps", "a", stays, "{\"data\":{\"k\":\"2\"}}");
    write(Op.DELETE, "configmaps", "b", goes, "{}");
    write(Op.CREATE, "configmaps", "c", 0, "{}");
    write(Op.UPDATE, "secrets", "s", secret, "{}");
    write(Op.CREATE, "events", "f", 0, "{}");
    History history = new History(vertx, () -> database);
    Moment since = new Moment.Revision(secret);
    List<PastObject> found = new ArrayList<>();
    List<PastObject> page;
    do {
      page =
          await(
              history.differences(
                  since, null, null, null, found.isEmpty() ? null : found.getLast(), 1));
      found.addAll(page);
    } while (!page.isEmpty());
    assertEquals(
        List.of(
            "a {\"data\":{\"k\":\"1\"}} {\"data\":{\"k\":\"2\"}} false",
            "b {} null false",
            "c null {} false",
            "s null null true"),
        found.stream()
            .map(d -> d.key().name() + " " + d.before() + " " + d.after() + " " + d.sealed())
            .toList());
    assertEquals(
        1, await(history.differences(since, "configmaps", "default", "b", null, 9)).size());
    assertEquals(2, await(history.differences(since, "events", null, null, null, 9)).size());
    assertEquals(
        List.of("a", "b"),
        await(history.objects("configmaps", "default", null, since, null, 9)).stream()
            .map(o -> o.key().name())
            .toList());
  }

  @Test
  void questionsAreAskedAsTheReader() throws Exception {
    write(Op.CREATE, "pods", "web", 0, pod("Running"));
    Questions questions = new Questions(vertx, () -> reader);
    assertEquals(
        "{\"columns\":[\"name\",\"labels\",\"n\",\"t\",\"z\",\"a\"],"
            + "\"rows\":[[\"web\",{\"app\":\"web\"},2,true,null,[1,2]]],\"more\":false}",
        await(
                questions.ask(
                    "select name, labels, containers as n, true as t, null as z,"
                        + " array[1, 2] as a from pods",
                    10))
            .text());
    assertTrue(await(questions.ask("select generate_series(1, 20)", 10)).bool("more", false));
    for (String refused :
        List.of(
            "delete from pods",
            "select * from coxswain.object",
            "selec 1",
            "commit; drop schema cluster cascade")) {
      ApiException error =
          assertThrows(ApiException.class, () -> await(questions.ask(refused, 10)), refused);
      assertEquals(400, error.status().code(), refused);
    }
  }

  /** Follows and does nothing. */
  private static final class Deaf implements Follower {
    @Override
    public void begin() {}

    @Override
    public void object(Stored object) {}

    @Override
    public void image(Stored image) {}

    @Override
    public void past(Change change) {}

    @Override
    public void loaded(Ledger.Loaded loaded) {}

    @Override
    public void batch(Batch batch) {}
  }
}
