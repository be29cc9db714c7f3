package io.coxswain.torture;

/** Asks the database all the time for the oldest revision that is served. */
final class Horizons implements AutoCloseable {
  private static final long PAUSE_NANOS = 20_000_000;

  private final PostgresServer postgres;
  private final HorizonRules rules = new HorizonRules(); // the thread's until it has ended
  private final Thread thread;
  private volatile boolean closed;

  Horizons(PostgresServer postgres) {
    this.postgres = postgres;
    this.thread = Thread.ofPlatform().daemon().start(this::look);
  }

  /** To judge by; only after {@link #close}. */
  HorizonRules rules() {
    return rules;
  }

  private void look() {
    while (!closed) {
      try (Sql sql = postgres.sql()) {
        while (!closed) {
          ask(sql);
          Wait.pause(PAUSE_NANOS);
        }
      } catch (TortureException e) {
        Wait.pause(PAUSE_NANOS); // killed or stopped
      }
    }
  }

  private void ask(Sql sql) {
    long begun = System.nanoTime();
    long horizon = Long.parseLong(sql.value("select compacted from coxswain.ledger"));
    rules.look(begun, System.nanoTime(), horizon);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
