import java.nio.file.Files;
import java.nio.file.Path;

/** One-row inserts, each its own transaction, on the same PostgreSQL: the measure of creates. */
final class Inserts {
  private static final int WARM_UP = 1000;

  private Inserts() {}

  static void run(int port, Path password, int count, int clients, int bytes) throws Exception {
    String secret = Files.readString(password).strip();
    Postgres first = new Postgres(port, "coxswain", secret, "postgres");
    first.run("drop table if exists bench");
    first.run("create table bench(id text primary key, body text)");
    String body = "x".repeat(bytes);
    insert(port, secret, WARM_UP, clients, "warm-", body);
    System.out.println(insert(port, secret, count, clients, "row-", body).rate());
    first.run("drop table bench");
  }

  private static Timing insert(
      int port, String password, int count, int clients, String name, String body)
      throws Exception {
    return Timing.concurrent(
        count,
        clients,
        () -> {
          Postgres connection = new Postgres(port, "coxswain", password, "postgres");
          connection.prepare("insert into bench values ($1, $2)");
          return i -> connection.execute(name + i, body);
        });
  }
}
