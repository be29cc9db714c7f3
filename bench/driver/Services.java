import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many Services, then one more at a time: from its POST until a connection to its ClusterIP is
 * answered. Runs inside a node, where host processes reach ClusterIPs; a Deployment "hello" answers
 * behind all of them.
 */
final class Services {
  private static final String PATH = "/api/v1/namespaces/default/services";
  private static final Pattern CLUSTER_IP = Pattern.compile("\"clusterIP\":\"([0-9.]+)\"");
  private static final int CLIENTS = 10;

  private Services() {}

  static void run(Api api, int count, int times) throws Exception {
    String run = Long.toString(System.nanoTime(), 36);
    String[] last = new String[1];
    Timing.concurrent(
        count,
        CLIENTS,
        () -> {
          Http http = api.connect();
          return i -> {
            String ip = create(http, "many-" + run + "-" + i);
            if (i == count - 1) {
              last[0] = ip;
            }
          };
        });
    awaitRouted(last[0]);
    Thread.sleep(3000); // the others
    double[] took = new double[times];
    try (Http http = api.connect()) {
      for (int i = 0; i < times; i++) {
        long begin = System.nanoTime();
        awaitRouted(create(http, "one-" + run + "-" + i));
        took[i] = Timing.since(begin);
        Thread.sleep(200);
      }
    }
    System.out.println(Timing.of(took).line());
  }

  private static String create(Http http, String name) throws IOException {
    String body =
        http.call(
                "POST",
                PATH,
                "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\""
                    + name
                    + "\"},\"spec\":{\"selector\":{\"app\":\"hello\"},\"ports\":[{\"port\":80}]}}")
            .good()
            .body();
    Matcher ip = CLUSTER_IP.matcher(body);
    if (!ip.find()) {
      throw new IllegalStateException("no clusterIP in " + body);
    }
    return ip.group(1);
  }

  /** A lost SYN is sent again after a second only: many connections are tried instead. */
  private static void awaitRouted(String ip) throws IOException, InterruptedException {
    List<SocketChannel> tried = new ArrayList<>();
    long begin = System.nanoTime();
    try {
      while (true) {
        SocketChannel next = SocketChannel.open();
        next.configureBlocking(false);
        tried.add(next);
        if (connect(next, ip)) {
          return;
        }
        Thread.sleep(1);
        for (SocketChannel channel : List.copyOf(tried)) {
          if (answered(channel, tried)) {
            return;
          }
        }
        if (Timing.since(begin) > 60_000) {
          throw new IllegalStateException(ip + " is not routed after a minute");
        }
      }
    } finally {
      for (SocketChannel channel : tried) {
        channel.close();
      }
    }
  }

  private static boolean connect(SocketChannel channel, String ip) {
    try {
      return channel.connect(new InetSocketAddress(ip, 80));
    } catch (IOException refused) {
      return false;
    }
  }

  private static boolean answered(SocketChannel channel, List<SocketChannel> tried)
      throws IOException {
    try {
      if (channel.isConnectionPending()) {
        return channel.finishConnect();
      }
    } catch (IOException refused) {
      // tried again with another
    }
    if (!channel.isConnectionPending() || tried.size() > 200) {
      tried.remove(channel);
      channel.close();
    }
    return false;
  }
}
