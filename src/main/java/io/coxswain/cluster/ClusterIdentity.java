package io.coxswain.cluster;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The one row that says which cluster this database is. */
@Entity
@Table(name = "platform_identity")
public class ClusterIdentity {
  @Id
  @Column(name = "one")
  public short one = 1;

  @Column(name = "cluster_id", nullable = false)
  public UUID clusterId;

  @Column(name = "created", nullable = false)
  public Instant created;
}
