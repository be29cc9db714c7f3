package io.coxswain.api.http;

import io.coxswain.store.Batch;
import io.coxswain.store.Change;
import io.coxswain.store.Follower;
import io.coxswain.store.Ledger;
import io.coxswain.store.Outcome;
import io.coxswain.store.Stored;
import io.coxswain.store.Write;
import io.coxswain.store.memory.MemoryLedger;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * The ledger as another server meets it: what this server did not write itself reaches its cache
 * only when it asks for the head.
 */
final class LaggingLedger implements Ledger {
  private final MemoryLedger ledger;
  private final List<Batch> held = new ArrayList<>();
  private Follower follower;
  private boolean elsewhere;

  LaggingLedger(MemoryLedger ledger) {
    this.ledger = ledger;
  }

  /** Carried out by another server. */
  Outcome byAnother(Write write) {
    elsewhere = true;
    Outcome outcome = ledger.submit(write).result();
    elsewhere = false;
    return outcome;
  }

  private void catchUp() {
    held.forEach(follower::batch);
    held.clear();
  }

  @Override
  public Future<Outcome> submit(Write write) {
    catchUp();
    return ledger.submit(write);
  }

  @Override
  public Future<Long> head() {
    catchUp();
    return ledger.head();
  }

  @Override
  public Future<Void> follow(Follower newFollower) {
    follower = newFollower;
    return ledger.follow(new Gate());
  }

  @Override
  public long compacted() {
    return ledger.compacted();
  }

  @Override
  public Future<Void> close() {
    return ledger.close();
  }

  private final class Gate implements Follower {
    @Override
    public void begin() {
      follower.begin();
    }

    @Override
    public void object(Stored object) {
      follower.object(object);
    }

    @Override
    public void image(Stored image) {
      follower.image(image);
    }

    @Override
    public void past(Change change) {
      follower.past(change);
    }

    @Override
    public void loaded(Loaded loaded) {
      follower.loaded(loaded);
    }

    @Override
    public void batch(Batch batch) {
      if (elsewhere) {
        held.add(batch);
      } else {
        follower.batch(batch);
      }
    }
  }
}
