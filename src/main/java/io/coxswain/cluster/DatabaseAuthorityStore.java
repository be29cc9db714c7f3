package io.coxswain.cluster;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.hibernate.reactive.mutiny.Mutiny;

/** Sealed authorities in PostgreSQL. */
@ApplicationScoped
public class DatabaseAuthorityStore implements AuthorityStore {
  private static final String INSERT =
      "insert into platform_authority (name, public_part, sealed_key, created)"
          + " values (:name, :public, :key, now()) on conflict (name) do nothing";

  private final PlatformDatabase database;

  DatabaseAuthorityStore(PlatformDatabase database) {
    this.database = database;
  }

  @Override
  public CompletionStage<List<SealedAuthority>> load() {
    return database.transaction(DatabaseAuthorityStore::all).subscribeAsCompletionStage();
  }

  /** A second server's insert waits for the first one's commit and then does nothing. */
  @Override
  public CompletionStage<List<SealedAuthority>> insertMissing(List<SealedAuthority> candidates) {
    return database
        .transaction(
            session -> {
              Uni<Integer> done = Uni.createFrom().item(0);
              for (SealedAuthority candidate : candidates) {
                done = done.chain(() -> insert(session, candidate));
              }
              return done;
            })
        .chain(() -> database.transaction(DatabaseAuthorityStore::all))
        .subscribeAsCompletionStage();
  }

  private static Uni<Integer> insert(Mutiny.StatelessSession session, SealedAuthority candidate) {
    return session
        .createNativeQuery(INSERT)
        .setParameter("name", candidate.name())
        .setParameter("public", candidate.publicPart())
        .setParameter("key", candidate.sealedKey())
        .executeUpdate();
  }

  private static Uni<List<SealedAuthority>> all(Mutiny.StatelessSession session) {
    return session
        .createQuery("from AuthorityRow", AuthorityRow.class)
        .getResultList()
        .map(
            rows ->
                rows.stream()
                    .map(r -> new SealedAuthority(r.name, r.publicPart, r.sealedKey))
                    .toList());
  }
}
