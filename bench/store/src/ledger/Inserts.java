import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One-row upserts, each its own transaction: what PostgreSQL does without the ledger's batches. */
final class Inserts implements Store {
  private static final int CONNECTIONS = 30;

  private final Postgres postgres;
  private final Pool pool;

  Inserts(Postgres postgres) throws Exception {
    this.postgres = postgres;
    pool =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(CONNECTIONS))
            .connectingTo(postgres.options())
            .using(Vertx.vertx())
            .build();
    Postgres.await(pool.query("create table bench(key text primary key, value bytea)").execute());
  }

  @Override
  public String name() {
    return "PostgreSQL, one row a transaction";
  }

  @Override
  public CompletionStage<?> put(String key, byte[] value) {
    return pool.preparedQuery(
            "insert into bench values ($1, $2) on conflict (key) do update set value = $2")
        .execute(Tuple.of(key, Buffer.buffer(value)))
        .toCompletionStage();
  }

  @Override
  public boolean watch(Consumer<String> changed) {
    return false;
  }

  @Override
  public long range() throws Exception {
    long sum = 0;
    for (var row :
        Postgres.await(
            pool.query("select value from bench where key like 'range%' order by key").execute())) {
      sum += row.getBuffer(0).length();
    }
    return sum;
  }

  @Override
  public String rangeOf() {
    return "by SQL";
  }

  @Override
  public List<ProcessHandle> processes() {
    return postgres.processes();
  }

  @Override
  public void close() throws Exception {
    Postgres.await(pool.query("drop table bench").execute());
    Postgres.await(pool.close());
  }
}
