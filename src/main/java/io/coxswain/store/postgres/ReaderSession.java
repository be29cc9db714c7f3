package io.coxswain.store.postgres;

import io.coxswain.store.Batch;
import io.coxswain.store.Change;
import io.coxswain.store.Epoch;
import io.coxswain.store.Event;
import io.coxswain.store.Load;
import io.coxswain.store.Stored;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The reader's connection: load, tail, consistent head, notifications. */
final class ReaderSession {
  /** Rows of one tail read; the next read goes on where it ended. */
  private static final int TAIL_ROWS = 4096;

  /** Objects of one step of a load. */
  private static final int LOAD_ROWS = 256;

  /** In the order of keys, as the primary key has them. */
  private static final String OBJECTS =
      "select " + Rows.STORED + " from object order by resource, namespace, name";

  /** Changes that a restart puts back on the ring. */
  private static final int PAST_ROWS = 8192;

  private static final String COLUMNS =
      """
      c.revision, c.op, c.resource, c.namespace, c.name, c.uid, c.version, c.by, c.manager,
      case when c.body is null then o.key else c.key end, coalesce(c.body, o.body)\
      """;

  /** Change rows without a body (leases) take the object's, unless a later change overtook them. */
  private static final String WITH_OBJECT =
      """
      left join object o on c.body is null and o.resource = c.resource
        and o.namespace = c.namespace and o.name = c.name and o.revision = c.revision\
      """;

  private static final String TAIL =
      """
      with head as materialized (select coalesce(max(high), 0) as high from batch)
      select l.compacted, l.kept, head.high, %s
      from head cross join ledger l
      left join change c on c.revision > $1 and c.revision <= head.high
      %s
      order by c.revision limit %d\
      """
          .formatted(COLUMNS, WITH_OBJECT, TAIL_ROWS);

  private static final String PAST =
      """
      select %s from change c %s
      where c.revision > $1 and c.revision <= $2 order by c.revision\
      """
          .formatted(COLUMNS, WITH_OBJECT);

  private static final String IMAGES =
      """
      select k.resource, k.namespace, k.name, i.uid, i.revision, i.version, i.key, i.body
      from (select distinct resource, namespace, name from change
            where revision > $1 and revision <= $2) k
      cross join lateral (
        select * from (
          (select op, uid, revision, version, key, body from change c
           where c.resource = k.resource and c.namespace = k.namespace and c.name = k.name
             and c.revision <= $1 order by c.revision desc limit 1)
          union all
          (select 1::smallint, uid, revision, version, key, body from base b
           where b.resource = k.resource and b.namespace = k.namespace and b.name = k.name
             and b.revision <= $1)) u
        order by revision desc limit 1) i
      where i.op <> 2 and i.body is not null\
      """;

  private static final String HORIZON =
      """
      select (select coalesce(max(high), 0) from batch), l.compacted,
        greatest(l.compacted, l.kept, coalesce((select revision from change
          where revision > greatest(l.compacted, l.kept)
          order by revision desc offset %d limit 1), 0))
      from ledger l\
      """
          .formatted(PAST_ROWS);

  private final PgConnection connection;
  private final Rows rows;
  private final Epoch epoch;

  ReaderSession(PgConnection connection, Rows rows, Epoch epoch) {
    this.connection = connection;
    this.rows = rows;
    this.epoch = epoch;
  }

  PgConnection connection() {
    return connection;
  }

  Future<Void> listen() {
    return connection.query("listen coxswain").execute().mapEmpty();
  }

  Future<Event> head(long number) {
    return connection
        .preparedQuery("select coalesce(max(high), 0) from batch")
        .execute()
        .map(found -> new Event.HeadRead(number, found.iterator().next().getLong(0)));
  }

  Future<Event> tail(long number, long after) {
    return connection
        .preparedQuery(TAIL)
        .execute(Tuple.of(after))
        .map(
            found -> {
              List<Change> changes = new ArrayList<>(found.size());
              long compacted = 0;
              long kept = 0;
              long high = 0;
              for (Row row : found) {
                compacted = row.getLong(0);
                kept = row.getLong(1);
                high = row.getLong(2);
                if (row.getLong(3) != null) {
                  changes.add(rows.change(row, 3));
                }
              }
              boolean more = changes.size() == TAIL_ROWS;
              if (more) {
                high = changes.getLast().revision();
              }
              return new Event.TailRead(number, compacted, kept, new Batch(high, changes), more);
            });
  }

  /**
   * Everything in one snapshot. The objects go to {@code objects} as they are read, a page at a
   * time, so that neither all of them are held twice nor the loop is held up; the load that is
   * answered has none.
   *
   * @param page called after each page
   */
  Future<Event> load(long number, Consumer<Stored> objects, Runnable page) {
    return connection
        .query("begin isolation level repeatable read read only")
        .execute()
        .compose(ignored -> connection.query(HORIZON).execute())
        .compose(
            found -> {
              Row row = found.iterator().next();
              long revision = row.getLong(0);
              long horizon = row.getLong(2);
              Tuple range = Tuple.of(horizon, revision);
              return objects(objects, page)
                  .compose(
                      ignored -> {
                        Future<List<Stored>> images = list(IMAGES, range, rows::stored);
                        Future<List<Change>> past = list(PAST, range, r -> rows.change(r, 0));
                        return Future.all(images, past)
                            .map(
                                done ->
                                    new Load(
                                        epoch,
                                        revision,
                                        row.getLong(1),
                                        horizon,
                                        List.of(),
                                        images.result(),
                                        past.result()));
                      });
            })
        .compose(
            load -> connection.query("commit").execute().map(new Event.LoadRead(number, load)));
  }

  private Future<Void> objects(Consumer<Stored> objects, Runnable page) {
    return connection
        .prepare(OBJECTS)
        .compose(
            statement ->
                pages(statement.cursor(Tuple.tuple()), objects, page)
                    .compose(ignored -> statement.close()));
  }

  private Future<Void> pages(Cursor cursor, Consumer<Stored> objects, Runnable page) {
    return cursor
        .read(LOAD_ROWS)
        .compose(
            found -> {
              found.forEach(row -> objects.accept(rows.stored(row)));
              page.run();
              return cursor.hasMore() ? pages(cursor, objects, page) : cursor.close();
            });
  }

  private <T> Future<List<T>> list(String sql, Tuple arguments, Function<Row, T> value) {
    return connection
        .preparedQuery(sql)
        .collecting(Collectors.mapping(value, Collectors.toList()))
        .execute(arguments)
        .map(result -> result.value());
  }
}
