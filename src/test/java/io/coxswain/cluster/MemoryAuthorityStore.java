package io.coxswain.cluster;

import io.coxswain.kube.ApiException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Authorities in memory, with the database's rule: the first insert of a name wins. */
final class MemoryAuthorityStore implements AuthorityStore {
  private final Map<String, SealedAuthority> stored = new TreeMap<>();

  boolean away;
  Runnable beforeInsert = () -> {};

  @Override
  public CompletionStage<List<SealedAuthority>> load() {
    return away
        ? CompletableFuture.failedStage(ApiException.unavailable("away"))
        : CompletableFuture.completedStage(List.copyOf(stored.values()));
  }

  @Override
  public CompletionStage<List<SealedAuthority>> insertMissing(List<SealedAuthority> candidates) {
    Runnable rival = beforeInsert;
    beforeInsert = () -> {};
    rival.run();
    candidates.forEach(candidate -> stored.putIfAbsent(candidate.name(), candidate));
    return load();
  }
}
