package io.coxswain.cluster;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** The servers of the cluster, each of which says now and then that it is alive. */
@ApplicationScoped
public class Replicas {
  private static final String BEAT =
      "insert into platform_replica (id, host, address, port, version, started, seen)"
          + " values (:id, :host, :address, :port, :version, :started, now())"
          + " on conflict (id) do update set host = excluded.host, address = excluded.address,"
          + " port = excluded.port, version = excluded.version, started = excluded.started, seen = now()";
  private static final String ALIVE =
      "select * from platform_replica where seen > now() - make_interval(secs => :seconds)"
          + " order by started, id";
  private static final String SWEEP =
      "delete from platform_replica where seen < now() - make_interval(secs => :seconds)";

  private final PlatformDatabase database;

  Replicas(PlatformDatabase database) {
    this.database = database;
  }

  /**
   * Says that {@code self} is alive ({@code seen} is set by the database). It is not waited for
   * until this is durable: it reaches the disk with somebody's commit, and who loses it beats
   * again.
   */
  public Uni<Void> beat(ServerReplica self) {
    return database
        .transaction(
            session ->
                session
                    .createNativeQuery("set local synchronous_commit = off")
                    .executeUpdate()
                    .chain(
                        () ->
                            session
                                .createNativeQuery(BEAT)
                                .setParameter("id", self.id)
                                .setParameter("host", self.host)
                                .setParameter("address", self.address)
                                .setParameter("port", self.port)
                                .setParameter("version", self.version)
                                .setParameter("started", self.started)
                                .executeUpdate()))
        .replaceWithVoid();
  }

  /** Those seen within {@code silence}, oldest first. */
  public Uni<List<ServerReplica>> alive(Duration silence) {
    return database.transaction(
        session ->
            session
                .createNativeQuery(ALIVE, ServerReplica.class)
                .setParameter("seconds", (double) silence.toSeconds())
                .getResultList());
  }

  /** All that are remembered. */
  public Uni<List<ServerReplica>> all() {
    return database.transaction(
        session ->
            session
                .createQuery("from ServerReplica order by started, id", ServerReplica.class)
                .getResultList());
  }

  /** Forgets those not seen for {@code silence}. */
  public Uni<Integer> sweep(Duration silence) {
    return database.transaction(
        session ->
            session
                .createNativeQuery(SWEEP)
                .setParameter("seconds", (double) silence.toSeconds())
                .executeUpdate());
  }
}
