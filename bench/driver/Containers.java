import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Locale;

/** The same container by Podman's own API: the measure of pods. */
final class Containers {
  private static final String PATH = "/v5.0.0/libpod/containers/";

  private Containers() {}

  static void run(Path socket, int count) throws IOException {
    double[] times = new double[count];
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    try (Http http =
        new Http(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel))) {
      for (int i = -1; i < count; i++) { // the first warms up
        String name = "bench-" + System.nanoTime();
        long begin = System.nanoTime();
        http.call(
                "POST",
                PATH + "create",
                "{\"name\":\""
                    + name
                    + "\",\"image\":\""
                    + Pods.IMAGE
                    + "\",\"command\":[\"sh\",\"-c\",\"trap exit TERM; sleep 1000 & wait\"],\"netns\":{\"nsmode\":\"private\"}}")
            .good();
        http.call("POST", PATH + name + "/start", null).good();
        if (i >= 0) {
          times[i] = Timing.since(begin);
        }
        http.call("DELETE", PATH + name + "?force=true&timeout=0", null).good();
      }
    }
    System.out.printf(Locale.ROOT, "%.0f%n", Timing.of(times).percentile(50));
  }
}
