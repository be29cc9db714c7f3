package io.coxswain.store.postgres;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import io.coxswain.store.Op;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The past of objects, for people: each question on a connection of its own. Encrypted kinds show
 * when they changed and by whom, never what.
 */
public final class History {
  private static final Op[] OPS = Op.values();

  private static final String CHANGES =
      """
      select c.revision, coxswain.time_of(c.revision), c.op, c.uid, c.by, c.manager, c.key <> 0,
        case when c.key = 0 then convert_from(c.body, 'UTF8') end
      from coxswain.change c
      where c.resource = $1 and c.namespace = $2 and c.name = $3 and c.revision > $4
      order by c.revision desc limit $5\
      """;

  private static final String IMAGE =
      """
      select * from (
        (select c.revision, c.op, c.key, c.body from coxswain.change c
         where c.resource = %1$s and c.namespace = %2$s and c.name = %3$s
           and c.revision <= %4$s order by c.revision desc limit 1)
        union all
        (select b.revision, 1::smallint, b.key, b.body from coxswain.base b
         where b.resource = %1$s and b.namespace = %2$s and b.name = %3$s
           and b.revision <= %4$s)) u
      order by revision desc limit 1\
      """;

  private static final String BEFORE =
      "select case when i.key = 0 and i.op <> 2 then convert_from(i.body, 'UTF8') end from ("
          + IMAGE.formatted("$1", "$2", "$3", "$4")
          + ") i";

  /** Events and leases change all the time: they are told of when asked for. */
  private static final String DIFFERENCES =
      """
      select k.resource, k.namespace, k.name, coalesce(o.key, i.key, 0) <> 0,
        coalesce(i.op <> 2, false), o.revision is not null,
        case when i.key = 0 and i.op <> 2 then convert_from(i.body, 'UTF8') end,
        case when o.key = 0 then convert_from(o.body, 'UTF8') end
      from (select distinct c.resource, c.namespace, c.name from coxswain.change c
            where c.revision > $1 and ($2::text is null or c.resource = $2)
              and ($2::text is not null
                or c.resource not in ('events', 'leases.coordination.k8s.io'))
              and ($3::text is null or c.namespace = $3) and ($4::text is null or c.name = $4)
              and ($5::text is null or (c.resource, c.namespace, c.name)
                > ($5 collate "C", $6 collate "C", $7 collate "C"))
            order by 1, 2, 3 limit $8) k
      left join lateral (%s) i on true
      left join coxswain.object o on o.resource = k.resource and o.namespace = k.namespace
        and o.name = k.name
      order by 1, 2, 3\
      """
          .formatted(IMAGE.formatted("k.resource", "k.namespace", "k.name", "$1"));

  private static final String OBJECTS =
      """
      select x.namespace, x.name, x.revision, x.key <> 0,
        case when x.key = 0 then convert_from(x.body, 'UTF8') end
      from coxswain.image_at($1, $2) x
      where ($3::text is null or x.namespace = $3) and ($4::text is null or x.name = $4)
        and ($5::text is null or (x.namespace, x.name) > ($5 collate "C", $6 collate "C"))
      order by 1, 2 limit $7\
      """;

  private final Vertx vertx;
  private final Supplier<PgConnectOptions> address;

  public History(Vertx vertx, Supplier<PgConnectOptions> address) {
    this.vertx = vertx;
    this.address = address;
  }

  /**
   * What changes to tell of.
   *
   * @param changes the newest ones since then, newest first
   * @param before what the oldest of them found, JSON; {@code null}: nothing, or not known
   */
  public record Told(List<PastChange> changes, String before) {}

  /** The changes of one object. */
  public Future<Told> changes(String resource, ObjectKey key, Moment since, int limit) {
    return read(
        connection ->
            revision(connection, since)
                .compose(
                    from ->
                        connection
                            .preparedQuery(CHANGES)
                            .execute(Tuple.of(resource, key.namespace(), key.name(), from, limit)))
                .map(History::changes)
                .compose(
                    changes ->
                        changes.isEmpty()
                            ? Future.succeededFuture(new Told(changes, null))
                            : connection
                                .preparedQuery(BEFORE)
                                .execute(
                                    Tuple.of(
                                        resource,
                                        key.namespace(),
                                        key.name(),
                                        changes.getLast().revision() - 1))
                                .map(
                                    found ->
                                        new Told(
                                            changes,
                                            found.size() == 0
                                                ? null
                                                : found.iterator().next().getString(0)))));
  }

  /**
   * Objects that were written since, then and now; a page of them in the order of resource,
   * namespace and name.
   *
   * @param resource the storage resource; {@code null}: all but events and leases
   * @param namespace {@code null}: all
   * @param name {@code null}: all
   * @param after the last of the page before, or {@code null}
   */
  public Future<List<PastObject>> differences(
      Moment since, String resource, String namespace, String name, PastObject after, int limit) {
    return read(
        connection ->
            revision(connection, since)
                .compose(
                    from ->
                        connection
                            .preparedQuery(DIFFERENCES)
                            .execute(
                                Tuple.tuple()
                                    .addValue(from)
                                    .addValue(resource)
                                    .addValue(namespace)
                                    .addValue(name)
                                    .addValue(after == null ? null : after.resource())
                                    .addValue(after == null ? null : after.key().namespace())
                                    .addValue(after == null ? null : after.key().name())
                                    .addValue(limit)))
                .map(
                    found -> {
                      List<PastObject> out = new ArrayList<>(found.size());
                      for (Row row : found) {
                        out.add(
                            new PastObject(
                                row.getString(0),
                                new ObjectKey(row.getString(1), row.getString(2)),
                                row.getBoolean(3),
                                row.getBoolean(4),
                                row.getBoolean(5),
                                row.getString(6),
                                row.getString(7)));
                      }
                      return out;
                    }));
  }

  /** An object as it was at a moment; {@code json} is {@code null} for encrypted kinds. */
  public record Image(ObjectKey key, long revision, boolean sealed, String json) {}

  /**
   * The objects of a kind at a moment, a page of them in the order of namespace and name.
   *
   * @param after the last of the page before, or {@code null}
   */
  public Future<List<Image>> objects(
      String resource, String namespace, String name, Moment at, ObjectKey after, int limit) {
    return read(
        connection ->
            revision(connection, at)
                .compose(
                    moment ->
                        connection
                            .preparedQuery(OBJECTS)
                            .execute(
                                Tuple.tuple()
                                    .addValue(resource)
                                    .addValue(moment)
                                    .addValue(namespace)
                                    .addValue(name)
                                    .addValue(after == null ? null : after.namespace())
                                    .addValue(after == null ? null : after.name())
                                    .addValue(limit)))
                .map(
                    found -> {
                      List<Image> out = new ArrayList<>(found.size());
                      for (Row row : found) {
                        out.add(
                            new Image(
                                new ObjectKey(row.getString(0), row.getString(1)),
                                row.getLong(2),
                                row.getBoolean(3),
                                row.getString(4)));
                      }
                      return out;
                    }));
  }

  private static List<PastChange> changes(RowSet<Row> found) {
    List<PastChange> out = new ArrayList<>(found.size());
    for (Row row : found) {
      OffsetDateTime at = row.getOffsetDateTime(1);
      out.add(
          new PastChange(
              row.getLong(0),
              at == null ? Instant.EPOCH : at.toInstant(),
              OPS[row.getShort(2)],
              row.getString(3),
              row.getString(4),
              row.getString(5),
              row.getBoolean(6),
              row.getString(7)));
    }
    return out;
  }

  private static Future<Long> revision(SqlConnection connection, Moment moment) {
    Future<RowSet<Row>> found =
        switch (moment) {
          case Moment.Revision m ->
              connection.preparedQuery("select cluster.known($1)").execute(Tuple.of(m.revision()));
          case Moment.Time m ->
              connection
                  .preparedQuery("select cluster.revision_at($1)")
                  .execute(Tuple.of(m.at().atOffset(ZoneOffset.UTC)));
          case Moment.Ago m ->
              connection
                  .preparedQuery(
                      "select cluster.revision_at(now() - $1::bigint * interval '1 second')")
                  .execute(Tuple.of(m.ago().toSeconds()));
          case Moment.Horizon _ -> connection.query("select kept from coxswain.ledger").execute();
        };
    return found.map(rows -> rows.iterator().next().getLong(0));
  }

  /** In one snapshot that ends soon. */
  private <T> Future<T> read(Function<SqlConnection, Future<T>> work) {
    PgConnectOptions options =
        new PgConnectOptions(address.get()).addProperty("application_name", "coxswain-history");
    return PgConnection.connect(vertx, options)
        .compose(
            connection ->
                connection
                    .query(
                        "set statement_timeout = '30s'; set jit = off;"
                            + " begin isolation level repeatable read read only")
                    .execute()
                    .compose(ignored -> work.apply(connection))
                    .eventually(() -> connection.close()))
        .recover(error -> Future.failedFuture(explained(error)));
  }

  /** What SQL refused, in Kubernetes' words. */
  static ApiException explained(Throwable error) {
    if (!(error instanceof PgException refused)) {
      return error instanceof ApiException known
          ? known
          : ApiException.unavailable("the database does not answer: " + error.getMessage());
    }
    return switch (refused.getSqlState()) {
      case "22023" -> ApiException.badRequest(refused.getErrorMessage());
      case "3F000", "42P01", "42883" ->
          ApiException.unavailable("history is being set up, try again in some seconds");
      case "57014" -> ApiException.unavailable("the question took longer than 30 seconds");
      default -> ApiException.internal(error);
    };
  }
}
