import java.util.Locale;

/** All ConfigMaps as a list, its first page, and as the first events of a watch. */
final class Reads {
  private static final String PATH = "/api/v1/configmaps";

  private Reads() {}

  static void run(Api api) throws Exception {
    try (Http http = api.connect()) {
      http.call("GET", "/version", null).good();
      // The first reads also make this driver's code fast.
      for (int i = 0; i < 10; i++) {
        http.begin("GET", PATH + "?limit=2000", null);
        http.drain();
      }
      long begin = System.nanoTime();
      http.begin("GET", PATH, null);
      long bytes = http.drain();
      double list = Timing.since(begin);
      begin = System.nanoTime();
      http.begin("GET", PATH + "?limit=500", null);
      http.drain();
      double page = Timing.since(begin);
      begin = System.nanoTime();
      http.begin(
          "GET",
          PATH
              + "?watch=true&sendInitialEvents=true&allowWatchBookmarks=true"
              + "&resourceVersionMatch=NotOlderThan",
          null);
      String line = http.line();
      while (!line.contains("k8s.io/initial-events-end")) {
        line = http.line();
      }
      System.out.printf(
          Locale.ROOT, "%d %.0f %.0f %.0f%n", bytes >> 20, list, page, Timing.since(begin));
    }
  }
}
