package io.coxswain.node.net;

import static io.coxswain.node.net.Samples.FACTS;
import static io.coxswain.node.net.Samples.service;
import static io.coxswain.node.net.Samples.slice;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
  private static final String SPEC =
      "{'clusterIP':'10.96.0.50','ports':[{'port':80,'protocol':'UDP'}]}";

  private final RoutingTable table = new RoutingTable();

  private void put(String owner, String... endpoints) {
    table.put(
        owner,
        new ServiceCompiler(FACTS).compile(service(SPEC), List.of(slice("UDP", 53, endpoints))));
  }

  @Test
  void aNewServiceIsElementsAndItsEntry() {
    put("a", "10.244.2.2@node-2");
    assertEquals(
        """
        add chain ip coxswain cluster-pick-endpoints-1
        add rule ip coxswain cluster-pick-endpoints-1 ip saddr != 10.244.0.0/16 meta mark set meta\
         mark or 0x4000
        add rule ip coxswain cluster-pick-endpoints-1 goto pick-endpoints-1
        add element ip coxswain endpoints { 10.96.0.50 . udp . 80 . 0 : 10.244.2.2 . 53 }
        add element ip coxswain services { 10.96.0.50 . udp . 80 : goto cluster-pick-endpoints-1 }
        """,
        NftScript.of(table.drain()));
    assertTrue(table.drain().isEmpty());
  }

  @Test
  void aMovedEndpointIsOneElement() {
    put("a", "10.244.2.2@node-2");
    table.drain();
    put("a", "10.244.2.3@node-2");
    Change change = table.drain();
    assertEquals(
        """
        delete element ip coxswain endpoints { 10.96.0.50 . udp . 80 . 0 }
        add element ip coxswain endpoints { 10.96.0.50 . udp . 80 . 0 : 10.244.2.3 . 53 }
        """,
        NftScript.of(change));
    assertEquals(
        List.of(
            List.of(
                "conntrack",
                "-D",
                "-p",
                "udp",
                "-d",
                "10.96.0.50",
                "--orig-port-dst",
                "80",
                "--reply-src",
                "10.244.2.2")),
        StaleConnections.of(change));
  }

  @Test
  void theLastServiceTakesItsChainsAway() {
    put("a", "10.244.2.2@node-2");
    table.drain();
    table.put("a", Rules.NONE);
    assertEquals(
        """
        flush chain ip coxswain cluster-pick-endpoints-1
        delete element ip coxswain endpoints { 10.96.0.50 . udp . 80 . 0 }
        delete element ip coxswain services { 10.96.0.50 . udp . 80 }
        delete chain ip coxswain cluster-pick-endpoints-1
        """,
        NftScript.of(table.drain()));
    assertTrue(table.everything().isEmpty());
  }

  @Test
  void whoeverClaimsFirstKeepsAnAddressAndTheOtherStepsIn() {
    put("a", "10.244.2.2@node-2");
    table.drain();
    put("b", "10.244.2.9@node-2");
    assertTrue(table.drain().isEmpty());
    table.put("a", Rules.NONE);
    assertEquals(
        "10.244.2.9 . 53",
        table.drain().addedElements().get(new Element("endpoints", "10.96.0.50 . udp . 80 . 0")));
  }

  @Test
  void anEndpointThatOnlyChangedItsPlaceIsNotForgotten() {
    put("a", "10.244.2.2@node-2", "10.244.2.3@node-2");
    table.drain();
    put("a", "10.244.2.3@node-2");
    assertEquals(
        1,
        StaleConnections.of(table.drain()).size(),
        "only 10.244.2.2 left, 10.244.2.3 moved to its place");
  }
}
