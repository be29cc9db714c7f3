import java.util.Locale;

/** One pod at a time: from bound, and from POST, to Running as a watcher sees it. */
final class Pods {
  static final String IMAGE = "docker.io/library/busybox:1.36";
  private static final String PATH = "/api/v1/namespaces/bench/pods";

  private Pods() {}

  static void run(Api api, int count) throws Exception {
    api.namespace("bench");
    double[] fromBound = new double[count];
    double[] fromPost = new double[count];
    try (Http watch = api.connect();
        Http http = api.connect()) {
      watch.begin("GET", PATH + "?watch=true", null);
      for (int i = -1; i < count; i++) { // the first warms up
        String name = "pod-" + System.nanoTime();
        long posted = System.nanoTime();
        http.call("POST", PATH, pod(name)).good();
        long bound = 0;
        String event = watch.line();
        for (;
            !(mine(event, name) && event.contains("\"phase\":\"Running\""));
            event = watch.line()) {
          if (bound == 0 && mine(event, name) && event.contains("\"nodeName\":\"")) {
            bound = System.nanoTime();
          }
        }
        if (i >= 0) {
          fromBound[i] = Timing.since(bound);
          fromPost[i] = Timing.since(posted);
        }
        http.call("DELETE", PATH + "/" + name + "?gracePeriodSeconds=1", null).good();
        for (event = watch.line();
            !(mine(event, name) && event.startsWith("{\"type\":\"DELETED\""));
            event = watch.line()) {}
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%.0f %.0f%n",
        Timing.of(fromBound).percentile(50),
        Timing.of(fromPost).percentile(50));
  }

  private static boolean mine(String event, String name) {
    return event.contains("\"name\":\"" + name + "\"");
  }

  private static String pod(String name) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\""
        + name
        + "\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\""
        + IMAGE
        + "\",\"command\":[\"sh\",\"-c\",\"trap exit TERM; sleep 1000 & wait\"]}]}}";
  }
}
