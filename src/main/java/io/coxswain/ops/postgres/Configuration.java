package io.coxswain.ops.postgres;

/** What the embedded PostgreSQL is told: small in memory, few writes, nothing lost. */
final class Configuration {
  private Configuration() {}

  /**
   * {@code postgresql.conf}. {@code fsync} and {@code synchronous_commit} stay on: an acknowledged
   * write is durable. Checkpoints are rare, since each makes pages be written in full again;
   * recovery is bounded by the size of the log. Statistics are gathered seldom: the ledger's plans
   * need none, and each time writes more than a hundred renewed leases. Small tables are vacuumed
   * when a thousand rows have died (half a megabyte), not fifty, which ten agents need a minute
   * for.
   *
   * @param version major version of the binaries
   */
  static String text(int port, int version) {
    String text =
        """
        # Written by coxswain at every start; changes are lost.
        listen_addresses = '127.0.0.1'
        port = %d
        unix_socket_directories = ''
        password_encryption = scram-sha-256

        max_connections = 40
        shared_buffers = 16MB
        work_mem = 2MB
        maintenance_work_mem = 16MB
        huge_pages = off
        jit = off
        max_worker_processes = 1
        max_parallel_workers = 0
        max_parallel_workers_per_gather = 0
        max_logical_replication_workers = 0
        max_wal_senders = 2
        autovacuum_max_workers = 1
        autovacuum_naptime = 60s
        autovacuum_vacuum_threshold = 1000
        autovacuum_vacuum_insert_threshold = 10000
        autovacuum_vacuum_scale_factor = 0.1
        autovacuum_analyze_threshold = 5000
        autovacuum_analyze_scale_factor = 0.5

        fsync = on
        synchronous_commit = on
        full_page_writes = on
        recovery_init_sync_method = syncfs
        wal_compression = on
        wal_buffers = 1MB
        wal_writer_delay = 10s
        wal_init_zero = on
        min_wal_size = 32MB
        max_wal_size = 256MB
        checkpoint_timeout = 60min
        bgwriter_delay = 10s
        bgwriter_lru_maxpages = 0

        client_connection_check_interval = 2s
        tcp_keepalives_idle = 10
        log_min_messages = warning
        log_checkpoints = off
        log_timezone = 'UTC'
        timezone = 'UTC'
        """
            .formatted(port);
    // Version 18 would start three helper processes for reading.
    return version >= 18 ? text + "io_method = sync\n" : text;
  }

  /** {@code pg_hba.conf}: this machine only, with the password. */
  static String access() {
    return "host all all 127.0.0.1/32 scram-sha-256\n";
  }
}
