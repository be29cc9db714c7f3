/** ConfigMaps created over kept HTTPS connections, as many at a time as there are clients. */
final class Creates {
  private static final String PATH = "/api/v1/namespaces/bench/configmaps";
  private static final int WARM_UP = 1000;

  private Creates() {}

  static void run(Api api, int count, int clients, int bytes) throws Exception {
    api.namespace("bench");
    String pad = "x".repeat(bytes);
    long run = System.nanoTime();
    create(api, WARM_UP, clients, "warm-" + run, pad);
    Timing timing = create(api, count, clients, "cm-" + run, pad);
    System.out.println(timing.rate());
    try (Http http = api.connect()) {
      http.call("DELETE", PATH, null).good();
    }
  }

  private static Timing create(Api api, int count, int clients, String name, String pad)
      throws Exception {
    return Timing.concurrent(
        count,
        clients,
        () -> {
          Http http = api.connect();
          http.call("GET", "/version", null).good();
          return i ->
              http.call(
                      "POST",
                      PATH,
                      "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
                          + name
                          + "-"
                          + i
                          + "\"},\"data\":{\"k\":\""
                          + pad
                          + "\"}}")
                  .good();
        });
  }
}
