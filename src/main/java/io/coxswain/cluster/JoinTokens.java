package io.coxswain.cluster;

import io.coxswain.pki.BootstrapToken;
import io.coxswain.pki.Keys;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tokens new nodes join with. */
@ApplicationScoped
public class JoinTokens {
  private final PlatformDatabase database;

  JoinTokens(PlatformDatabase database) {
    this.database = database;
  }

  /**
   * @param expires {@code null}: until revoked
   */
  public Uni<JoinTokenRow> create(
      BootstrapToken token, String description, String by, Instant now, Instant expires) {
    JoinTokenRow row = new JoinTokenRow();
    row.id = token.id();
    row.secretHash = hash(token);
    row.description = description;
    row.createdBy = by;
    row.created = now;
    row.expires = expires;
    return database.transaction(session -> session.insert(row).replaceWith(row));
  }

  public Uni<List<JoinTokenRow>> all() {
    return database.transaction(
        session ->
            session
                .createQuery("from JoinTokenRow order by created, id", JoinTokenRow.class)
                .getResultList());
  }

  /** Whether there was one. */
  public Uni<Boolean> revoke(String id) {
    return database.transaction(
        session ->
            session
                .createMutationQuery("delete from JoinTokenRow where id = :id")
                .setParameter("id", id)
                .executeUpdate()
                .map(count -> count > 0));
  }

  /** The row of a token that is good now; expired ones are as if they were not there. */
  public Uni<Optional<JoinTokenRow>> find(BootstrapToken token, Instant now) {
    return database.transaction(
        session ->
            session
                .createQuery("from JoinTokenRow where id = :id", JoinTokenRow.class)
                .setParameter("id", token.id())
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row).filter(r -> isGood(r, token, now))));
  }

  static boolean isGood(JoinTokenRow row, BootstrapToken token, Instant now) {
    boolean same = MessageDigest.isEqual(row.secretHash, hash(token));
    return same && (row.expires == null || now.isBefore(row.expires));
  }

  static byte[] hash(BootstrapToken token) {
    return Keys.sha256(token.secret().getBytes(StandardCharsets.UTF_8));
  }
}
