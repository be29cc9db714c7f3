import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Puts objects into a stopped server's database, as if they had been written before the history it
 * keeps: the growth of a cluster without the time it takes.
 */
final class Fill {
  private Fill() {}

  static void run(int port, Path password, int count, int bytes) throws Exception {
    Postgres postgres =
        new Postgres(port, "coxswain", Files.readString(password).strip(), "coxswain");
    postgres.run(
        """
        do $$
        declare low bigint; begin
          select coalesce(max(high), 0) + 1 into low from coxswain.batch;
          insert into coxswain.object(resource, namespace, name, uid, revision, version, body)
          select 'configmaps', 'bench-' || i %% 10, 'filled-' || i, u.uid, low + i, 'v1',
            convert_to('{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"filled-' || i
              || '","namespace":"bench-' || i %% 10 || '","uid":"' || u.uid
              || '","creationTimestamp":"2026-01-01T00:00:00Z"},"data":{"k":"'
              || repeat('x', %d) || '"}}', 'UTF8')
          from generate_series(1, %d) i, lateral (select gen_random_uuid()::text uid where i > 0) u;
          insert into coxswain.batch(writer, seq, low, high)
          values (gen_random_uuid(), 1, low, low + %d);
          update coxswain.ledger set compacted = low + %d, kept = low + %d;
        end $$
        """
            .formatted(bytes, count, count, count, count));
  }
}
