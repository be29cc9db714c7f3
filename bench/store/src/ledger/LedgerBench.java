import java.nio.file.Path;

/** {@code LedgerBench DIRECTORY POSTGRES-BINARIES SECONDS}: plain rows, then the ledger. */
final class LedgerBench {
  private LedgerBench() {}

  /** Ends the process however it goes: event loops would keep it. */
  public static void main(String[] arguments) {
    try {
      measure(arguments);
      System.exit(0);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void measure(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    Path binaries = Path.of(arguments[1]);
    double seconds = Double.parseDouble(arguments[2]);
    try (Postgres postgres = new Postgres(directory.resolve("rows"), binaries);
        Inserts inserts = new Inserts(postgres)) {
      new Bench(inserts, seconds).all();
    }
    try (Postgres postgres = new Postgres(directory.resolve("ledger"), binaries);
        Coxswain ledger = new Coxswain(postgres)) {
      Bench bench = new Bench(ledger, seconds);
      bench.all();
      var snapshot = postgres.connect();
      Postgres.await(
          snapshot
              .query("begin isolation level repeatable read; select count(*) from object")
              .execute());
      bench.puts(" with an old snapshot open", 10, 4 * seconds);
      Postgres.await(snapshot.close());
    }
  }
}
