package io.coxswain.cluster;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A token that new nodes may join with. */
@Entity
@Table(name = "platform_join_token")
public class JoinTokenRow {
  @Id
  @Column(name = "id")
  public String id;

  /** SHA-256 of the secret. */
  @Column(name = "secret_hash", nullable = false)
  public byte[] secretHash;

  @Column(name = "description", nullable = false)
  public String description;

  @Column(name = "created_by", nullable = false)
  public String createdBy;

  @Column(name = "created", nullable = false)
  public Instant created;

  /** {@code null}: until revoked. */
  @Column(name = "expires")
  public Instant expires;
}
