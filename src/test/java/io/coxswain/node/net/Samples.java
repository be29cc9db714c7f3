package io.coxswain.node.net;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;

/** Services and EndpointSlices for tests. */
final class Samples {
  static final RoutingFacts FACTS =
      new RoutingFacts(
          "node-1",
          Cidr.parse("10.244.1.0/24"),
          Cidr.parse("10.244.0.0/16"),
          Cidr.parse("10.96.0.0/12"),
          "10.96.0.10");

  private Samples() {}

  /** A Service {@code default/web}; {@code spec} has single quotes. */
  static JsonObject service(String spec) {
    return json("{'metadata':{'name':'web','namespace':'default'},'spec':" + spec + "}");
  }

  static JsonObject json(String singleQuoted) {
    return JsonParser.parseObject(singleQuoted.replace('\'', '"'));
  }

  /** A slice with one unnamed port; endpoints as {@code address@node} with {@code !} if unready. */
  static JsonObject slice(String protocol, int port, String... endpoints) {
    JsonArray items = JsonArray.EMPTY;
    for (String endpoint : endpoints) {
      boolean terminating = endpoint.startsWith("~");
      boolean ready = !endpoint.startsWith("!") && !terminating;
      String[] parts = endpoint.replaceAll("[!~]", "").split("@");
      items =
          items.with(
              JsonObject.builder()
                  .put("addresses", JsonArray.ofStrings(parts[0]))
                  .put("nodeName", parts[1])
                  .put(
                      "conditions",
                      JsonObject.builder()
                          .put("ready", ready)
                          .put("serving", ready || terminating)
                          .put("terminating", terminating)
                          .build())
                  .build());
    }
    return JsonObject.builder()
        .put("addressType", "IPv4")
        .put(
            "ports",
            JsonArray.of(
                JsonObject.builder()
                    .put("name", "")
                    .put("protocol", protocol)
                    .put("port", port)
                    .build()))
        .put("endpoints", items)
        .build();
  }
}
