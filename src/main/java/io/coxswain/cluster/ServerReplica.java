package io.coxswain.cluster;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** One server of the cluster. */
@Entity
@Table(name = "platform_replica")
public class ServerReplica {
  @Id
  @Column(name = "id")
  public UUID id;

  @Column(name = "host", nullable = false)
  public String host;

  /** The advertised address. */
  @Column(name = "address", nullable = false)
  public String address;

  /** Where it serves HTTPS at that address. */
  @Column(name = "port", nullable = false)
  public int port;

  @Column(name = "version", nullable = false)
  public String version;

  @Column(name = "started", nullable = false)
  public Instant started;

  /** By the database's clock. */
  @Column(name = "seen", nullable = false)
  public Instant seen;
}
