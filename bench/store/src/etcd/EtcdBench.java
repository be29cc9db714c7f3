import java.nio.file.Path;

/** {@code EtcdBench DIRECTORY SECONDS}. */
final class EtcdBench {
  private EtcdBench() {}

  public static void main(String[] arguments) throws Exception {
    try (Etcd etcd = new Etcd(Path.of(arguments[0]))) {
      new Bench(etcd, Double.parseDouble(arguments[1])).all();
    }
    System.exit(0);
  }
}
