package io.coxswain.cluster;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Which cluster this is. */
@ApplicationScoped
public class Identities {
  private static final String INSERT =
      "insert into platform_identity (one, cluster_id, created) values (1, :id, now())"
          + " on conflict (one) do nothing";

  private final PlatformDatabase database;

  Identities(PlatformDatabase database) {
    this.database = database;
  }

  /** The cluster's identity; {@code candidate} becomes its id if it has none yet. */
  public Uni<ClusterIdentity> loadOrCreate(UUID candidate) {
    return database
        .transaction(
            session ->
                session.createNativeQuery(INSERT).setParameter("id", candidate).executeUpdate())
        .chain(this::load);
  }

  public Uni<ClusterIdentity> load() {
    return database.transaction(
        session ->
            session.createQuery("from ClusterIdentity", ClusterIdentity.class).getSingleResult());
  }
}
