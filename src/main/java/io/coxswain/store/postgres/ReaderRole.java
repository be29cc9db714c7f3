package io.coxswain.store.postgres;

/**
 * The role for people with psql. It sees the schema {@code cluster}; the tables behind its views
 * are closed to it. It may change its own settings, so time-outs are a default and no fence: the
 * leader ends its transactions that stay open for long (they would hold vacuum up).
 */
final class ReaderRole {
  private ReaderRole() {}

  /**
   * Statements that make it where the present user may make roles; elsewhere somebody else has to
   * make it, and gets the grants.
   *
   * @param role quoted
   * @param database quoted
   */
  static String sql(String role, String database, String password) {
    return """
        do $$ begin
          if not exists (select from pg_roles where rolname = %2$s) then
            create role %1$s login;
          end if;
          alter role %1$s with login nosuperuser nocreatedb nocreaterole noreplication
            connection limit 8 password '%4$s';
          alter role %1$s in database %3$s set search_path = cluster;
          alter role %1$s in database %3$s set default_transaction_read_only = on;
          alter role %1$s in database %3$s set statement_timeout = '30s';
          alter role %1$s in database %3$s set idle_in_transaction_session_timeout = '60s';
          alter role %1$s in database %3$s set jit = off;
        exception when insufficient_privilege then
          raise notice 'this user may not make roles';
        end $$;
        do $$ declare f regprocedure; begin
          -- The ledger's order is an advisory lock: nobody else may hold it. Nor write large objects.
          if (select rolsuper from pg_roles where rolname = current_user) then
            for f in select oid from pg_proc where pronamespace = 'pg_catalog'::regnamespace
                and proname ~ '^(pg_(try_)?advisory_|lo_|lowrite)' loop
              execute format('revoke execute on function %%s from public', f);
            end loop;
          end if;
          revoke temporary on database %3$s from public;
        exception when insufficient_privilege then
          raise notice 'this user does not own the database';
        end $$;
        """
        .formatted(role, literal(role), database, password);
  }

  /** Statements that open the schema to the role, if it is there. */
  static String grants(String role) {
    return """
        do $$ begin
          if exists (select from pg_roles where rolname = %2$s) then
            grant usage on schema cluster to %1$s;
            grant select on all tables in schema cluster to %1$s;
          end if;
        end $$;
        """
        .formatted(role, literal(role));
  }

  private static String literal(String quoted) {
    return ViewSql.literal(quoted.substring(1, quoted.length() - 1).replace("\"\"", "\""));
  }
}
