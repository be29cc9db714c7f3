import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The measurements of bench/run.sh, one a sub-command; each prints one line of numbers
 * (milliseconds unless said). Plain JDK: run it with {@code java bench/driver/Bench.java}.
 */
final class Bench {
  private Bench() {}

  public static void main(String[] args) throws Exception {
    String[] rest = Arrays.copyOfRange(args, Math.min(1, args.length), args.length);
    switch (args.length == 0 ? "" : args[0]) {
      case "start" ->
          Start.run(rest[0], Path.of(rest[1]), Arrays.copyOfRange(rest, 2, rest.length));
      case "creates" ->
          Creates.run(Api.of(Path.of(rest[0])), number(rest[1]), number(rest[2]), number(rest[3]));
      case "events" -> Events.run(Api.of(Path.of(rest[0])), number(rest[1]), number(rest[2]));
      case "updates" ->
          Updates.run(Api.of(Path.of(rest[0])), number(rest[1]), number(rest[2]), number(rest[3]));
      case "sql" -> {
        String password = Files.readString(Path.of(rest[1])).strip();
        new Postgres(number(rest[0]), "coxswain", password, "coxswain").run(rest[2]);
      }
      case "inserts" ->
          Inserts.run(
              number(rest[0]), Path.of(rest[1]), number(rest[2]), number(rest[3]), number(rest[4]));
      case "fill" -> Fill.run(number(rest[0]), Path.of(rest[1]), number(rest[2]), number(rest[3]));
      case "reads" -> Reads.run(Api.of(Path.of(rest[0])));
      case "pods" -> Pods.run(Api.of(Path.of(rest[0])), number(rest[1]));
      case "podman" -> Containers.run(Path.of(rest[0]), number(rest[1]));
      case "agents" -> Agents.run(Api.of(Path.of(rest[0])), number(rest[1]), number(rest[2]));
      case "services" -> Services.run(Api.of(Path.of(rest[0])), number(rest[1]), number(rest[2]));
      default -> {
        System.err.println(
            """
            start HOST:PORT LOG COMMAND…           starts it; its process id, and the time to /readyz
            creates KUBECONFIG COUNT CLIENTS BYTES ConfigMaps: a second, p50, p99
            events KUBECONFIG COUNT CLIENTS        Events: a second, p50, p99
            sql PORT PASSWORD STATEMENT            runs it on the embedded PostgreSQL
            updates KUBECONFIG COUNT CLIENTS BYTES replaced ConfigMaps: a second, p50, p99
            inserts PORT PASSWORD COUNT CLIENTS BYTES  one-row inserts: a second, p50, p99
            fill PORT PASSWORD COUNT BYTES         ConfigMaps into a stopped server's database
            reads KUBECONFIG                       all ConfigMaps: list, first page of 500, watch list (MB, ms each)
            pods KUBECONFIG COUNT                  bound → Running, POST → Running (medians)
            podman SOCKET COUNT                    create + start of a container (median)
            agents KUBECONFIG COUNT SECONDS        idle agents: Lease renewals, status reports
            services KUBECONFIG COUNT TIMES        POST of one more Service → routed: p50, p99; inside a node""");
        System.exit(2);
      }
    }
    System.exit(0);
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }
}
