/** ConfigMaps replaced over kept HTTPS connections: each write is a change of an old object. */
final class Updates {
  private static final String PATH = "/api/v1/namespaces/updates/configmaps";
  private static final int OBJECTS = 500;

  private Updates() {}

  static void run(Api api, int count, int clients, int bytes) throws Exception {
    api.namespace("updates");
    String pad = "x".repeat(bytes);
    try (Http http = api.connect()) {
      for (int i = 0; i < OBJECTS; i++) {
        http.call("POST", PATH, body(i, -1, pad)); // there since the last run, or made now
      }
    }
    Timing timing =
        Timing.concurrent(
            count,
            clients,
            () -> {
              Http http = api.connect();
              http.call("GET", "/version", null).good();
              return i ->
                  http.call("PUT", PATH + "/o" + i % OBJECTS, body(i % OBJECTS, i, pad)).good();
            });
    System.out.println(timing.rate());
  }

  private static String body(int object, int write, String pad) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"o"
        + object
        + "\"},\"data\":{\"n\":\""
        + write
        + "-"
        + System.nanoTime()
        + "\",\"k\":\""
        + pad
        + "\"}}";
  }
}
