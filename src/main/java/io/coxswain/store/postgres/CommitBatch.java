package io.coxswain.store.postgres;

/**
 * The transaction of a batch as one function call. Plain statements would be three exchanges, and
 * one statement alone would see the tables as they were before it waited for the lock.
 *
 * <p>A function that is called differently, or does something else, gets another name: servers of
 * two versions work on one database while they are upgraded.
 */
final class CommitBatch {
  /** Of which operations won: {@link io.coxswain.store.Event#WON}. */
  static final String CREATE =
      """
      create function coxswain.commit_batch(
        uuid, bigint, smallint[], text[], text[], text[], bigint[], text[], text[], bigint[],
        smallint[], bytea[], boolean[], text[], text[], out low bigint, out actual bigint[])
      language plpgsql as $function$
      #variable_conflict use_column
      begin
      perform pg_advisory_xact_lock(%d);
      with head as (
        select coalesce(max(high), 0) as high from coxswain.batch
      ), op as (
        select * from unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        with ordinality as t(op, resource, namespace, name, expected, uid, version, lives, key,
          body, bodied, by, manager, n)
      ), decided as materialized (
        select op.*, head.high + op.n as revision, coalesce(o.revision, 0) as actual,
          coalesce(o.revision, 0) = op.expected and (op.op = 0) = (op.expected = 0) as won,
          case when op.lives > 0 then now() + op.lives * interval '1 millisecond' end as ends
        from op cross join head left join coxswain.object o on o.resource = op.resource
          and o.namespace = op.namespace and o.name = op.name
      ), entered as (
        insert into coxswain.batch(writer, seq, low, high)
        select $1, $2, high + 1, high + cardinality($3) from head
      ), imaged as (
        insert into coxswain.base(resource, namespace, name, revision, uid, version, key, body)
        select o.resource, o.namespace, o.name, o.revision, o.uid, o.version, o.key, o.body
        from decided d join coxswain.object o on o.resource = d.resource
          and o.namespace = d.namespace and o.name = d.name
        where d.won and d.bodied and d.actual > 0
          and d.actual <= (select kept from coxswain.ledger)
        on conflict (resource, namespace, name) do update set revision = excluded.revision,
          uid = excluded.uid, version = excluded.version, key = excluded.key, body = excluded.body
      ), made as (
        insert into coxswain.object(resource, namespace, name, uid, revision, version, expires,
          key, body)
        select resource, namespace, name, uid, revision, version, ends, key, body
        from decided where won and op = 0
      ), updated as (
        update coxswain.object o set revision = d.revision, version = d.version,
          expires = d.ends, key = d.key, body = d.body
        from decided d where d.won and d.op = 1 and o.resource = d.resource
          and o.namespace = d.namespace and o.name = d.name
      ), deleted as (
        delete from coxswain.object o using decided d where d.won and d.op = 2
          and o.resource = d.resource and o.namespace = d.namespace and o.name = d.name
      ), logged as (
        insert into coxswain.change(revision, op, resource, namespace, name, uid, version, by,
          manager, key, body)
        select revision, op, resource, namespace, name, uid, version, by, manager, key,
          case when bodied then body end
        from decided where won
      ), told as materialized (
        select pg_notify('coxswain', $1::text)
      )
      select min(d.revision), array_agg(case when d.won then -1 else d.actual end order by d.n)
      into low, actual from decided d cross join told;
      end $function$;
      """
          .formatted(Schema.ORDER_LOCK);

  private CommitBatch() {}
}
