package io.coxswain.api.authn;

import io.coxswain.cache.Cache;
import io.coxswain.cache.Entry;
import io.coxswain.cache.Limits;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.coxswain.store.Write;
import io.coxswain.store.memory.MemoryLedger;
import java.time.Instant;

/** A cache over a ledger in memory, filled by hand, under a clock that tests turn. */
public final class TestCluster {
  public Instant now = Instant.parse("2026-11-22T12:00:00Z");
  public final Cache cache;
  private final MemoryLedger ledger = new MemoryLedger(() -> now);

  public TestCluster() {
    cache = new Cache(ledger, Limits.DEFAULT);
    cache.start();
  }

  /**
   * Stores an object; quotes may be written as {@code '}. Its uid is {@code uid-<name>} or its own.
   */
  public void put(String resource, String json) {
    put(resource, JsonParser.parseObject(json.replace('\'', '"')));
  }

  public void put(String resource, JsonObject object) {
    ObjectKey key = ObjectKey.of(object);
    Entry held = cache.snapshot(resource).get(key);
    String uid = Meta.uid(object).isEmpty() ? "uid-" + Meta.name(object) : Meta.uid(object);
    submit(
        held == null ? Op.CREATE : Op.UPDATE, resource, key, held, Meta.with(object, "uid", uid));
  }

  public void delete(String resource, String namespace, String name) {
    ObjectKey key = ObjectKey.of(namespace, name);
    Entry held = cache.snapshot(resource).get(key);
    submit(Op.DELETE, resource, key, held, held.object());
  }

  private void submit(Op op, String resource, ObjectKey key, Entry held, JsonObject object) {
    JsonObject body = Meta.without(object, "resourceVersion");
    Outcome outcome =
        ledger
            .submit(
                new Write(
                    op,
                    resource,
                    key,
                    held == null ? 0 : held.revision(),
                    Meta.uid(object),
                    "v1",
                    JsonWriter.bytes(body),
                    null,
                    "test",
                    "test"))
            .result();
    if (!(outcome instanceof Outcome.Committed)) {
      throw new AssertionError(outcome);
    }
  }
}
