package io.coxswain.node.net;

import static io.coxswain.node.net.Samples.FACTS;
import static io.coxswain.node.net.Samples.service;
import static io.coxswain.node.net.Samples.slice;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ServiceCompilerTest {
  private static final String HTTP = "'ports':[{'port':80,'protocol':'TCP'}]";

  private static Rules compile(String spec, JsonObject... slices) {
    return new ServiceCompiler(FACTS).compile(service("{" + spec + "}"), List.of(slices));
  }

  private static String elements(Rules rules) {
    return rules.elements().entrySet().stream()
        .map(e -> e.getKey().map() + " { " + e.getKey().key() + " : " + e.getValue() + " }")
        .collect(Collectors.joining("\n"));
  }

  @Test
  void clusterIpTakesOneOfTheReadyEndpoints() {
    Rules rules =
        compile(
            "'clusterIP':'10.96.0.50'," + HTTP,
            slice("TCP", 8080, "10.244.1.2@node-1", "!10.244.1.9@node-1", "10.244.2.3@node-2"));
    assertEquals(
        """
        endpoints { 10.96.0.50 . tcp . 80 . 0 : 10.244.1.2 . 8080 }
        endpoints { 10.96.0.50 . tcp . 80 . 1 : 10.244.2.3 . 8080 }
        hairpins { 10.244.1.2 . 10.244.1.2 :  }
        services { 10.96.0.50 . tcp . 80 : goto cluster-pick-endpoints-2 }""",
        elements(rules));
    assertEquals(
        List.of(
            "ip saddr != 10.244.0.0/16 meta mark set meta mark or 0x4000", "goto pick-endpoints-2"),
        rules.chains().get("cluster-pick-endpoints-2"));
  }

  @Test
  void withoutEndpointsItIsRefused() {
    assertEquals(
        "refused { 10.96.0.50 . tcp . 80 : goto refuse }",
        elements(compile("'clusterIP':'10.96.0.50'," + HTTP)));
  }

  @Test
  void endpointsThatEndServeWhereNoneIsReady() {
    Rules rules =
        compile(
            "'clusterIP':'10.96.0.50'," + HTTP,
            slice("TCP", 8080, "~10.244.2.2@node-2", "!10.244.2.3@node-2"));
    assertTrue(
        elements(rules).startsWith("endpoints { 10.96.0.50 . tcp . 80 . 0 : 10.244.2.2 . 8080 }"));
  }

  @Test
  void internalLocalPolicyDropsWhereNoneIsHere() {
    assertEquals(
        "refused { 10.96.0.50 . tcp . 80 : drop }",
        elements(
            compile(
                "'clusterIP':'10.96.0.50','internalTrafficPolicy':'Local'," + HTTP,
                slice("TCP", 8080, "10.244.2.3@node-2"))));
  }

  @Test
  void externalLocalPolicyKeepsOutsidersHereAndLetsPodsEverywhere() {
    Rules rules =
        compile(
            "'clusterIP':'10.96.0.50','externalTrafficPolicy':'Local','type':'NodePort',"
                + "'ports':[{'port':80,'protocol':'TCP','nodePort':30080}]",
            slice("TCP", 8080, "10.244.1.2@node-1", "10.244.2.3@node-2"));
    String name = "outside-pick-node-endpoints-2-pick-local-node-endpoints-1";
    assertEquals("goto " + name, rules.elements().get(new Element("node-ports", "tcp . 30080")));
    assertEquals(
        List.of(
            "ip saddr 10.244.0.0/16 goto pick-node-endpoints-2",
            "fib saddr type local meta mark set meta mark or 0x4000",
            "fib saddr type local goto pick-node-endpoints-2",
            "goto pick-local-node-endpoints-1"),
        rules.chains().get(name));
  }

  @Test
  void affinityHasChainsOfItsOwn() {
    Rules rules =
        compile(
            "'clusterIP':'10.96.0.50','sessionAffinity':'ClientIP',"
                + "'sessionAffinityConfig':{'clientIP':{'timeoutSeconds':60}},"
                + HTTP,
            slice("TCP", 8080, "10.244.1.2@node-1"));
    String stay = "stay/default/web/tcp/80/10.244.1.2/8080";
    assertEquals("{ type ipv4_addr; flags dynamic,timeout; timeout 60s; }", rules.sets().get(stay));
    assertEquals(
        List.of(
            "ip saddr @" + stay + " goto " + stay,
            "numgen random mod 1 vmap { 0 : goto " + stay + " }"),
        rules.chains().get("any/default/web/tcp/80"));
  }

  @Test
  void externalAddressesAreServedUnlessTheBalancerTranslates() {
    JsonObject service =
        Samples.json(
            "{'metadata':{'name':'web','namespace':'default'},"
                + "'spec':{'clusterIP':'10.96.0.50','externalIPs':['192.0.2.1'],"
                + HTTP
                + "},'status':{'loadBalancer':{'ingress':[{'ip':'192.0.2.7'},"
                + "{'ip':'192.0.2.8','ipMode':'Proxy'}]}}}");
    Rules rules =
        new ServiceCompiler(FACTS)
            .compile(service, List.of(slice("TCP", 8080, "10.244.2.3@node-2")));
    String value = "goto external-pick-endpoints-1";
    assertEquals(value, rules.elements().get(new Element("services", "192.0.2.1 . tcp . 80")));
    assertEquals(value, rules.elements().get(new Element("services", "192.0.2.7 . tcp . 80")));
    assertEquals(null, rules.elements().get(new Element("services", "192.0.2.8 . tcp . 80")));
  }

  @Test
  void headlessExternalNameAndTheDnsAddressAreNotRouted() {
    assertTrue(compile("'clusterIP':'None'," + HTTP).isEmpty());
    assertTrue(compile("'type':'ExternalName','externalName':'example.org'").isEmpty());
    assertTrue(compile("'clusterIP':'10.96.0.10'," + HTTP).isEmpty());
  }
}
