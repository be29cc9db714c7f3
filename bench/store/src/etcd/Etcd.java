import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.WatchOption;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** etcd as kube-apiserver uses it: one member, fsync on, one gRPC connection. */
final class Etcd implements Store {
  private static final int PORT = 12379;

  private final Process process;
  private final Client client;

  Etcd(Path directory) throws Exception {
    String at = "http://127.0.0.1:";
    process =
        new ProcessBuilder(
                "etcd",
                "--name=bench",
                "--data-dir=" + directory,
                "--listen-client-urls=" + at + PORT,
                "--advertise-client-urls=" + at + PORT,
                "--listen-peer-urls=" + at + (PORT + 1),
                "--initial-advertise-peer-urls=" + at + (PORT + 1),
                "--initial-cluster=bench=" + at + (PORT + 1),
                "--quota-backend-bytes=8589934592",
                "--log-level=error")
            .inheritIO()
            .start();
    client =
        Client.builder()
            .endpoints(URI.create(at + PORT))
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .waitForReady(true)
            .build();
    client.getKVClient().put(bytes("warm"), bytes("")).get(30, TimeUnit.SECONDS);
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }

  @Override
  public String name() {
    return "etcd";
  }

  @Override
  public CompletionStage<?> put(String key, byte[] value) {
    return client.getKVClient().put(bytes("/bench/" + key), ByteSequence.from(value));
  }

  @Override
  public boolean watch(Consumer<String> changed) {
    client
        .getWatchClient()
        .watch(
            bytes("/bench/"),
            WatchOption.builder().isPrefix(true).build(),
            response ->
                response
                    .getEvents()
                    .forEach(
                        event ->
                            changed.accept(event.getKeyValue().getKey().toString().substring(7))));
    return true;
  }

  @Override
  public long range() throws Exception {
    long sum = 0;
    for (KeyValue pair :
        client
            .getKVClient()
            .get(bytes("/bench/range"), GetOption.builder().isPrefix(true).build())
            .get()
            .getKvs()) {
      sum += pair.getValue().size();
    }
    return sum;
  }

  @Override
  public String rangeOf() {
    return "over gRPC";
  }

  @Override
  public List<ProcessHandle> processes() {
    return List.of(process.toHandle());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    client.close();
    process.destroy();
    process.waitFor();
  }
}
