package io.coxswain.cluster;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** One {@link SealedAuthority} as stored. */
@Entity
@Table(name = "platform_authority")
public class AuthorityRow {
  @Id
  @Column(name = "name")
  public String name;

  @Column(name = "public_part", nullable = false)
  public String publicPart;

  @Column(name = "sealed_key", nullable = false)
  public byte[] sealedKey;

  @Column(name = "created", nullable = false)
  public Instant created;
}
