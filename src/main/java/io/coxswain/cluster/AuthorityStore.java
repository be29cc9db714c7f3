package io.coxswain.cluster;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where sealed authorities are kept: the database; in tests, memory. */
public interface AuthorityStore {
  /** All of them, in any order. Fails with ApiException ServiceUnavailable without a database. */
  CompletionStage<List<SealedAuthority>> load();

  /**
   * Stores those of {@code candidates} whose names are not taken yet, in one transaction, and tells
   * what is stored then: of two servers that start at once, both hear of the same winner.
   */
  CompletionStage<List<SealedAuthority>> insertMissing(List<SealedAuthority> candidates);
}
