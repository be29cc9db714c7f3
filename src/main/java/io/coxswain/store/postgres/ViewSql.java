package io.coxswain.store.postgres;

import java.util.List;
import java.util.stream.Collectors;

/** The text of views and functions of the schema {@code cluster}. */
final class ViewSql {
  /** What is there whatever kinds there are. */
  static final String COMMON =
      """
      create or replace function coxswain.json_of(body bytea) returns jsonb
      language plpgsql immutable as $$
      begin
        return convert_from(body, 'UTF8')::jsonb;
      exception when others then
        begin -- jsonb has no NUL character
          return regexp_replace(convert_from(body, 'UTF8'),
            '(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000', '\\1\\\\ufffd', 'g')::jsonb;
        exception when others then
          return null;
        end;
      end $$;

      create or replace function coxswain.image_at(wanted text, moment bigint)
      returns table(namespace text, name text, uid text, revision bigint, created timestamptz,
        key smallint, body bytea) language sql stable as $$
        select o.namespace, o.name, o.uid, o.revision, o.created, o.key, o.body
        from coxswain.object o where o.resource = wanted and o.revision <= moment
        union all
        select k.namespace, k.name, i.uid, i.revision, null, i.key, i.body
        from (select distinct c.namespace, c.name from coxswain.change c
              where c.resource = wanted and c.revision > moment) k
        cross join lateral (
          select * from (
            (select c.op, c.uid, c.revision, c.key, c.body from coxswain.change c
             where c.resource = wanted and c.namespace = k.namespace and c.name = k.name
               and c.revision <= moment order by c.revision desc limit 1)
            union all
            (select 1::smallint, b.uid, b.revision, b.key, b.body from coxswain.base b
             where b.resource = wanted and b.namespace = k.namespace and b.name = k.name
               and b.revision <= moment)) u
          order by u.revision desc limit 1) i
        where i.op <> 2
      $$;

      create or replace function coxswain.time_of(wanted bigint) returns timestamptz
      language sql stable as $$
        select b.at from coxswain.batch b where b.high >= wanted and b.high > 0
        order by b.high limit 1
      $$;

      create function cluster.revision_at(moment timestamptz) returns bigint
      language plpgsql stable security definer set search_path = coxswain, pg_temp as $$
      declare
        found bigint;
        horizon bigint;
      begin
        select b.high into found from batch b where b.at <= moment and b.high > 0
          order by b.high desc limit 1;
        select kept into horizon from ledger;
        if found is null and horizon = 0 then
          return 0;
        end if;
        if found is null or found < horizon then
          raise exception 'history reaches back to %, not to %',
            (select min(b.at) from batch b where b.high >= horizon and b.high > 0), moment
            using errcode = '22023';
        end if;
        return found;
      end $$;

      create function cluster.known(moment bigint) returns bigint
      language plpgsql stable security definer set search_path = coxswain, pg_temp as $$
      declare
        horizon bigint;
      begin
        select kept into horizon from ledger;
        if moment < horizon then
          raise exception 'history reaches back to revision %, not to %', horizon, moment
            using errcode = '22023';
        end if;
        return moment;
      end $$;

      create view cluster.changes as
      select c.revision, coxswain.time_of(c.revision) as at,
        (array['create', 'update', 'delete'])[c.op + 1] as op, c.resource, c.namespace, c.name,
        c.by, c.manager, c.uid, case when c.key = 0 then coxswain.json_of(c.body) end as object
      from coxswain.change c;

      create function cluster.changes_since(moment timestamptz) returns setof cluster.changes
      language sql stable security definer set search_path = cluster, pg_temp as $$
        select * from cluster.changes
        where revision > (select cluster.revision_at(moment)) order by revision
      $$;

      create function cluster.as_of(wanted text, moment bigint)
      returns table(name text, namespace text, labels jsonb, annotations jsonb, uid text,
        revision bigint, created timestamptz, owner text, object jsonb)
      language plpgsql stable security definer set search_path = cluster, pg_temp as $$
      declare
        stored text;
      begin
        select k.resource into stored from cluster.kinds k
          where k.name = wanted or k.resource = wanted;
        if stored is null and position('.' in wanted) = 0 then
          raise exception 'there is no kind "%": see cluster.kinds', wanted
            using errcode = '22023';
        end if;
        return query select @common@, j.object
          from coxswain.image_at(coalesce(stored, wanted), cluster.known(moment)) x @decoded@;
      end $$;

      create function cluster.as_of(wanted text, moment timestamptz)
      returns table(name text, namespace text, labels jsonb, annotations jsonb, uid text,
        revision bigint, created timestamptz, owner text, object jsonb)
      language sql stable security definer set search_path = cluster, pg_temp as $$
        select * from cluster.as_of(wanted, cluster.revision_at(moment))
      $$;
      """
          .replace("@common@", common(true))
          .replace("@decoded@", decoded());

  private ViewSql() {}

  /** The view and its functions; both show the same columns. */
  static String create(View view) {
    String columns = columns(view);
    return """
        create view cluster.%1$s as select %2$s
        from (select namespace, name, uid, revision, created, key, body from coxswain.object
              where resource = %3$s) x %4$s;
        create function cluster.%5$s(moment bigint) returns setof cluster.%1$s
        language sql stable security definer set search_path = cluster, pg_temp as $$
          select %2$s from coxswain.image_at(%3$s, cluster.known(moment)) x %4$s $$;
        create function cluster.%5$s(moment timestamptz) returns setof cluster.%1$s
        language sql stable security definer set search_path = cluster, pg_temp as $$
          select * from cluster.%5$s(cluster.revision_at(moment)) $$;
        """
        .formatted(
            quoted(view.name()),
            columns,
            literal(view.resource()),
            decoded(),
            quoted(view.name() + "_as_of"));
  }

  /** The list of views, which is a view too. */
  static String kinds(List<View> views) {
    String rows =
        views.stream()
            .map(
                v ->
                    "(%s, %s, %s, %b)"
                        .formatted(
                            literal(v.name()), literal(v.resource()),
                            literal(v.kind()), v.namespaced()))
            .collect(Collectors.joining(", "));
    return "create or replace view cluster.kinds as select * from (values "
        + rows
        + ") k(name, resource, kind, namespaced);";
  }

  private static String columns(View view) {
    StringBuilder out = new StringBuilder(common(view.namespaced()));
    for (View.Column column : view.columns()) {
      out.append(", ").append(value(column)).append(" as ").append(quoted(column.name()));
    }
    return out.append(", j.object").toString();
  }

  private static String common(boolean namespaced) {
    return """
        x.name, %s as namespace, j.object #> '{metadata,labels}' as labels,
        j.object #> '{metadata,annotations}' as annotations, x.uid, x.revision,
        coalesce((j.object #>> '{metadata,creationTimestamp}')::timestamptz, x.created) as created,
        (select (w ->> 'kind') || '/' || (w ->> 'name') from jsonb_path_query_first(j.object,
          '$.metadata.ownerReferences[*] ? (@.controller == true)') w) as owner\
        """
        .formatted(namespaced ? "x.namespace" : "null::text");
  }

  /** Decoded once a row: without the offset every column would decode it again. */
  private static String decoded() {
    return "cross join lateral (select case when x.key = 0 then coxswain.json_of(x.body) end"
        + " as object offset 0) j";
  }

  private static String value(View.Column column) {
    String path = column.path();
    boolean simple = !path.startsWith("$");
    String fields = simple ? literal("{" + path.replace('.', ',') + "}") : literal(path);
    return switch (column.type()) {
      case COUNT -> "jsonb_array_length(jsonb_path_query_array(j.object, " + fields + "))::bigint";
      case SUM ->
          "(select sum((v #>> '{}')::bigint)::bigint from jsonb_path_query(j.object, "
              + fields
              + ") v)";
      case JSON ->
          simple ? "j.object #> " + fields : "jsonb_path_query_array(j.object, " + fields + ")";
      default ->
          (simple
                  ? "(j.object #>> " + fields + ")"
                  : "(jsonb_path_query_first(j.object, " + fields + ") #>> '{}')")
              + "::"
              + column.type().sql;
    };
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * A literal that is also good inside a dollar-quoted function: no text here has a dollar pair.
   */
  static String literal(String text) {
    return "'" + text.replace("'", "''").replace("$$", "") + "'";
  }
}
