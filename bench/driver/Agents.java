import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Agents that do nothing but live, as kubelet does: a Lease renewed every 10 s (jitter 4 %), a node
 * status every 5 minutes. Nodes of one name start where the last run left them.
 */
final class Agents {
  private static final String LEASES =
      "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
  private static final double BEAT_MILLIS = 10_000;
  private static final long REPORT_MILLIS = 300_000;

  private Agents() {}

  /**
   * Runs until the seconds are over; prints how many renewals and reports there were. Fails where
   * agents did not live: less is written then.
   */
  static void run(Api api, int count, int seconds) throws Exception {
    long end = System.currentTimeMillis() + seconds * 1000L;
    List<Agent> agents = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Agent agent = new Agent(api, "idle-" + i, new Random(i), end);
      agents.add(agent);
      threads.add(Thread.ofVirtual().start(agent));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    int renewals = agents.stream().mapToInt(a -> a.renewals).sum();
    System.out.println(renewals + " " + agents.stream().mapToInt(a -> a.reports).sum());
    if (renewals < count * seconds / 17) {
      throw new IllegalStateException("fewer renewals than one in 17 s by each agent");
    }
  }

  private static final class Agent implements Runnable {
    private final Api api;
    private final String name;
    private final Random random;
    private final long end;
    private int renewals;
    private int reports;

    Agent(Api api, String name, Random random, long end) {
      this.api = api;
      this.name = name;
      this.random = random;
      this.end = end;
    }

    @Override
    public void run() {
      try {
        pause((long) (random.nextDouble() * BEAT_MILLIS));
        long reported = System.currentTimeMillis() - (long) (random.nextDouble() * REPORT_MILLIS);
        while (System.currentTimeMillis() < end) {
          try (Http http = api.connect()) {
            http.call("POST", "/api/v1/nodes", node());
            http.call("POST", LEASES, lease(""));
            while (System.currentTimeMillis() < end) {
              if (System.currentTimeMillis() - reported >= REPORT_MILLIS) {
                reported = System.currentTimeMillis();
                http.call("PUT", "/api/v1/nodes/" + name + "/status", node()).good();
                reports++;
              }
              renew(http);
              pause((long) (BEAT_MILLIS * (1 + 0.04 * random.nextDouble())));
            }
          } catch (IOException | IllegalStateException lost) {
            pause(1000); // as kubelet does: it connects again
          }
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private void renew(Http http) throws IOException {
      String held = http.call("GET", LEASES + "/" + name, null).good().body();
      String version = held.replaceFirst("(?s).*?\"resourceVersion\": ?\"(\\d+)\".*", "$1");
      http.call("PUT", LEASES + "/" + name, lease(version)).good();
      renewals++;
    }

    private void pause(long millis) throws InterruptedException {
      Thread.sleep(Math.max(0, Math.min(millis, end - System.currentTimeMillis())));
    }

    private String lease(String version) {
      return """
          {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"%1$s",
          "namespace":"kube-node-lease","resourceVersion":"%2$s"},"spec":{"holderIdentity":"%1$s",
          "leaseDurationSeconds":40,"renewTime":"%3$s"}}"""
          .formatted(
              name, version, Instant.now().toString().replaceFirst("(\\.\\d{6})\\d*Z", "$1Z"));
    }

    private String node() {
      return """
          {"apiVersion":"v1","kind":"Node","metadata":{"name":"%s"},"status":{"capacity":{"cpu":"2",
          "memory":"4Gi","pods":"110"},"allocatable":{"cpu":"2","memory":"4Gi","pods":"110"},
          "conditions":[{"type":"Ready","status":"True","reason":"KubeletReady",
          "message":"kubelet is posting ready status","lastHeartbeatTime":"%s"}]}}"""
          .formatted(name, Instant.now().toString().replaceFirst("\\.\\d+Z", "Z"));
    }
  }
}
