import io.coxswain.cache.Cache;
import io.coxswain.cache.Entry;
import io.coxswain.cache.Limits;
import io.coxswain.kube.ObjectKey;
import io.coxswain.store.BodyCipher;
import io.coxswain.store.Ledger;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.coxswain.store.Timing;
import io.coxswain.store.Write;
import io.coxswain.store.postgres.PostgresLedger;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * The ledger and cache as the API server uses them. Every put is a compare-and-set, as the API
 * server's are. The watcher is a second server on the same database.
 */
final class Coxswain implements Store {
  private static final String RESOURCE = "configmaps";
  private static final String NAMESPACE = "bench";

  private final Postgres postgres;
  private final Vertx vertx = Vertx.vertx();
  private final Ledger ledger;
  private final Cache cache;
  private final ConcurrentMap<String, Long> revisions = new ConcurrentHashMap<>();
  private Ledger other;

  Coxswain(Postgres postgres) throws Exception {
    this.postgres = postgres;
    ledger = open();
    cache = new Cache(ledger, Limits.DEFAULT);
    Postgres.await(cache.start());
  }

  private Ledger open() {
    return new PostgresLedger(
        vertx,
        postgres::options,
        Timing.DEFAULT,
        Duration.ofMinutes(5),
        Duration.ofDays(7),
        BodyCipher.none(),
        UUID::randomUUID);
  }

  @Override
  public String name() {
    return "Coxswain's ledger";
  }

  @Override
  public CompletionStage<?> put(String key, byte[] value) {
    long expected = revisions.getOrDefault(key, 0L);
    Write write =
        new Write(
            expected == 0 ? Op.CREATE : Op.UPDATE,
            RESOURCE,
            ObjectKey.of(NAMESPACE, key),
            expected,
            "uid",
            "v1",
            value,
            null,
            "bench",
            "bench");
    return ledger
        .submit(write)
        .compose(
            outcome -> {
              if (outcome instanceof Outcome.Committed committed) {
                revisions.put(key, committed.revision());
                return Future.succeededFuture();
              }
              return Future.failedFuture("lost: " + key);
            })
        .toCompletionStage();
  }

  @Override
  public boolean watch(Consumer<String> changed) throws Exception {
    other = open();
    Cache follower = new Cache(other, Limits.DEFAULT);
    follower.listen(
        RESOURCE,
        (before, now) -> {
          if (now != null) {
            changed.accept(now.key().name());
          }
        });
    Postgres.await(follower.start());
    return true;
  }

  /** A consistent read: what is acknowledged is in the cache a moment later. */
  @Override
  public long range() throws Exception {
    Postgres.await(ledger.head().compose(cache::atLeast));
    long sum = 0;
    for (Entry entry : cache.snapshot(RESOURCE).in(NAMESPACE)) {
      if (entry.key().name().startsWith("range")) {
        sum += entry.length();
      }
    }
    return sum;
  }

  @Override
  public String rangeOf() {
    return "from the cache, as the API does";
  }

  @Override
  public List<ProcessHandle> processes() {
    return postgres.processes();
  }

  @Override
  public void close() throws Exception {
    if (other != null) {
      Postgres.await(other.close());
    }
    Postgres.await(ledger.close());
    vertx.close();
  }
}
