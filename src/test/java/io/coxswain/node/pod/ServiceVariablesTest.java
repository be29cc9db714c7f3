package io.coxswain.node.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ServiceVariablesTest {
  private static JsonObject service(String name, String created, String spec) {
    return JsonParser.parseObject(
        "{'metadata':{'name':'%s','creationTimestamp':'%s'},'spec':%s}"
            .formatted(name, created, spec)
            .replace('\'', '"'));
  }

  @Test
  void portsAreNamedByNumberProtocolAndName() {
    Map<String, String> variables =
        ServiceVariables.of(
            List.of(
                service(
                    "my-db",
                    "2026-01-01T00:00:00Z",
                    "{'clusterIP':'10.96.0.7','ports':[{'port':53,'protocol':'UDP'},"
                        + "{'name':'tcp-side','port':80}]}")));
    assertEquals(
        new TreeMap<>(
            Map.ofEntries(
                Map.entry("MY_DB_SERVICE_HOST", "10.96.0.7"),
                Map.entry("MY_DB_SERVICE_PORT", "53"),
                Map.entry("MY_DB_SERVICE_PORT_TCP_SIDE", "80"),
                Map.entry("MY_DB_PORT", "udp://10.96.0.7:53"),
                Map.entry("MY_DB_PORT_53_UDP", "udp://10.96.0.7:53"),
                Map.entry("MY_DB_PORT_53_UDP_PROTO", "udp"),
                Map.entry("MY_DB_PORT_53_UDP_PORT", "53"),
                Map.entry("MY_DB_PORT_53_UDP_ADDR", "10.96.0.7"),
                Map.entry("MY_DB_PORT_80_TCP", "tcp://10.96.0.7:80"),
                Map.entry("MY_DB_PORT_80_TCP_PROTO", "tcp"),
                Map.entry("MY_DB_PORT_80_TCP_PORT", "80"),
                Map.entry("MY_DB_PORT_80_TCP_ADDR", "10.96.0.7"))),
        new TreeMap<>(variables));
  }

  @Test
  void servicesWithoutAnAddressHaveNone() {
    String ports = "'ports':[{'port':80}]}";
    assertEquals(
        Map.of(),
        ServiceVariables.of(
            List.of(
                service("headless", "", "{'clusterIP':'None'," + ports),
                service("external", "", "{'clusterIP':''," + ports),
                service("empty", "", "{'clusterIP':'10.96.0.8','ports':[]}"))));
  }

  @Test
  void ofTwoThatShareTheirNamesTheYoungerWins() {
    String spec = "{'clusterIP':'10.96.0.%d','ports':[{'port':80}]}";
    assertEquals(
        "10.96.0.1",
        ServiceVariables.of(
                List.of(
                    service("a-b", "2026-01-02T00:00:00Z", spec.formatted(1)),
                    service("A_B", "2026-01-01T00:00:00Z", spec.formatted(2))))
            .get("A_B_SERVICE_HOST"));
  }
}
