/** Events created as the kubelet's recorder does, as many at a time as there are clients. */
final class Events {
  private static final String PATH = "/api/v1/namespaces/default/events";

  private Events() {}

  static void run(Api api, int count, int clients) throws Exception {
    String run = Long.toHexString(System.nanoTime());
    Timing timing =
        Timing.concurrent(
            count,
            clients,
            () -> {
              Http http = api.connect();
              http.call("GET", "/version", null).good();
              return i -> http.call("POST", PATH, event("bench-" + run + "." + i)).good();
            });
    System.out.println(timing.rate());
  }

  private static String event(String name) {
    return """
        {"apiVersion":"v1","kind":"Event","metadata":{"name":"%s"},"involvedObject":{"kind":"Pod",
        "namespace":"default","name":"bench","uid":"9f1d6d2e-5a54-4a0c-8f0d-6c5d3f1f2a10",
        "apiVersion":"v1","fieldPath":"spec.containers{web}"},"reason":"Pulled","message":
        "Container image \\"docker.io/library/nginx:1.25\\" already present on machine",
        "source":{"component":"kubelet","host":"n1"},"firstTimestamp":"2026-01-01T00:00:00Z",
        "lastTimestamp":"2026-01-01T00:00:00Z","count":1,"type":"Normal"}"""
        .formatted(name);
  }
}
