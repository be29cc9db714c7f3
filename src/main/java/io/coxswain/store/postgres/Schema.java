package io.coxswain.store.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/** Tables of the ledger and their migrations; one step a version, each in its own transaction. */
final class Schema {
  /** Revisions in one partition of {@code change}. */
  static final long PARTITION = 100_000;

  /** Partitions created ahead. */
  static final int AHEAD = 6;

  /** Advisory locks, of this database. */
  static final long ORDER_LOCK = 0x636f78737761_01L;

  static final long LEADER_LOCK = 0x636f78737761_02L;
  static final long SCHEMA_LOCK = 0x636f78737761_03L;

  private static final String KEY =
      """
      resource text collate "C" not null, namespace text collate "C" not null,
      name text collate "C" not null,\
      """;

  private static final List<String> STEPS =
      List.of(
          """
          create table ledger(
            one boolean primary key default true check (one), schema integer not null,
            system_id text not null, timeline integer not null,
            compacted bigint not null default 0, kept bigint not null default 0);
          create table batch(
            writer uuid not null, seq bigint not null, low bigint not null, high bigint not null,
            at timestamptz not null default clock_timestamp(), primary key (writer, seq));
          create index batch_high on batch(high);
          create table object(%1$s
            uid text not null, created timestamptz not null default clock_timestamp(),
            revision bigint not null, version text not null, expires timestamptz,
            key smallint not null default 0, body bytea not null,
            primary key (resource, namespace, name)) with (fillfactor = 85);
          create index object_expires on object(expires) where expires is not null;
          create table change(
            revision bigint not null primary key, op smallint not null, %1$s
            uid text not null, version text not null, by text not null, manager text not null,
            key smallint not null default 0, body bytea) partition by range (revision);
          create index change_key on change(resource, namespace, name, revision);
          create table base(%1$s
            revision bigint not null, uid text not null, version text not null,
            key smallint not null default 0, body bytea not null,
            primary key (resource, namespace, name));
          """
              .formatted(KEY),
          "alter table ledger add epoch uuid not null default gen_random_uuid();",
          // When the ledger had lived for so many milliseconds, as leaders saw it, its head was
          // there.
          """
          create table mark(lived bigint primary key, revision bigint not null);
          drop index object_expires;
          create index object_ending on object(revision) where expires is not null;
          """,
          // A column in an index that every write changes, even a partial one of other rows, made
          // each update enter the new row in every index of the table.
          """
          drop index object_ending;
          create index object_ending on object(created) where expires is not null;
          """
              + CommitBatch.CREATE);

  private Schema() {}

  /** Brings the schema to this version; servers that start together do it one after the other. */
  static Future<Void> migrate(SqlConnection connection, String system, int timeline) {
    return connection
        .query("begin; select pg_advisory_xact_lock(" + SCHEMA_LOCK + ")")
        .execute()
        .compose(ignored -> version(connection))
        .compose(
            version -> {
              StringBuilder sql = new StringBuilder("create schema if not exists coxswain;");
              for (int step = version; step < STEPS.size(); step++) {
                sql.append(STEPS.get(step));
              }
              if (version == 0) {
                sql.append(
                    "insert into ledger(schema, system_id, timeline) values (0, '%s', %d);"
                        .formatted(system, timeline));
              }
              if (version < STEPS.size()) {
                sql.append("update ledger set schema = " + STEPS.size() + ";");
                return connection.query(sql.toString()).execute().mapEmpty();
              }
              return Future.succeededFuture();
            })
        .compose(ignored -> partitions(connection, 0))
        .compose(ignored -> connection.query("commit").execute())
        .mapEmpty();
  }

  /** Statements that make the whole schema where there is none. */
  static String creation(String system, int timeline) {
    return """
        create schema coxswain; set local search_path = coxswain; %s
        insert into ledger(schema, system_id, timeline) values (%d, '%s', %d);\
        """
        .formatted(String.join("", STEPS), STEPS.size(), system, timeline);
  }

  /**
   * The schema's version, 0 where there is none. Looked up by a scan: {@code to_regclass} would
   * answer from this session's cache of names, which a wait for the lock does not refresh.
   */
  static Future<Integer> version(SqlConnection connection) {
    return connection
        .query(
            """
            select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'coxswain' and c.relname = 'ledger'\
            """)
        .execute()
        .compose(
            found ->
                found.size() > 0
                    ? connection
                        .query("select schema from coxswain.ledger")
                        .execute()
                        .map(rows -> rows.iterator().next().getInteger(0))
                    : Future.succeededFuture(0));
  }

  static boolean isCurrent(int version) {
    return version >= STEPS.size();
  }

  /** The first revision without a partition. */
  static Future<Long> end(SqlConnection connection) {
    return connection
        .query(
            """
            select coalesce(max(substr(c.relname, 8)::bigint), -100000)
            from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'coxswain.change'::regclass and c.relname ~ '^change_[0-9]+$'\
            """)
        .execute()
        .map(rows -> rows.iterator().next().getLong(0) + PARTITION);
  }

  /**
   * Creates the partitions from {@code high}'s on. A table is made first and attached then: that
   * does not lock out writers.
   *
   * @return the first revision without a partition
   */
  static Future<Long> partitions(SqlConnection connection, long high) {
    long first = high / PARTITION * PARTITION;
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < AHEAD; i++) {
      sql.append(partition(first + i * PARTITION));
    }
    return connection.query(sql.toString()).execute().map(first + AHEAD * PARTITION);
  }

  static String partition(long start) {
    return """
        do $$ begin if to_regclass('coxswain.%1$s') is null then
          create table coxswain.%1$s (like coxswain.change including defaults including indexes);
          alter table coxswain.change attach partition coxswain.%1$s
            for values from (%2$d) to (%3$d);
        end if; end $$;
        """
        .formatted("change_%018d".formatted(start), start, start + PARTITION);
  }
}
