package io.coxswain.node.net;

import static io.coxswain.node.net.Samples.FACTS;
import static io.coxswain.node.net.Samples.service;
import static io.coxswain.node.net.Samples.slice;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.ObjectKey;
import io.coxswain.node.runtime.HostPort;
import io.coxswain.node.runtime.PodAttachment;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Real links and a real table in namespaces: a node, two pods on it, a client outside. */
@EnabledIf("io.coxswain.node.net.NamespaceLab#isAvailable")
class NodeNetworkIntegrationTest {
  private static final ObjectKey WEB = ObjectKey.of("default", "web");

  @TempDir Path directory;

  private final NamespaceLab lab = new NamespaceLab();
  private LinuxPodNetwork network;
  private ServiceRouter router;
  private Path a;
  private Path b;

  @BeforeEach
  void startNode() throws Exception {
    lab.add("node");
    lab.add("out");
    Commands node = lab.in("node");
    node.run("", "ip", "link", "add", "up0", "type", "veth", "peer", "name", "up1");
    String out = lab.add("x").getFileName().toString().replaceAll("x$", "out");
    node.run("", "ip", "link", "set", "up1", "netns", out);
    node.run("addr add 192.168.77.1/24 dev up0\nlink set up0 up\n", "ip", "-batch", "-");
    lab.in("out").run("addr add 192.168.77.9/24 dev up1\nlink set up1 up\n", "ip", "-batch", "-");
    router = router(node);
    network = new LinuxPodNetwork(directory, node);
    network.start(FACTS, router);
    router.start();
    a = lab.add("a");
    b = lab.add("b");
    assertEquals("10.244.1.2", attach("a", a, List.of()));
    assertEquals("10.244.1.3", attach("b", b, List.of(new HostPort("", 8088, 8080, "TCP"))));
    lab.serve("a", 8080, "A");
    lab.serve("b", 8080, "B");
  }

  ServiceRouter router(Commands node) {
    return new NftServiceRouter(FACTS, node);
  }

  @AfterEach
  void stop() {
    router.close();
    lab.close();
  }

  private String attach(String uid, Path namespace, List<HostPort> ports) {
    return network
        .attach(new PodAttachment(uid, ObjectKey.of("default", uid), namespace, ports))
        .primary();
  }

  private void route(String spec, String protocol, String... endpoints) {
    router.service(WEB, service(spec), List.of(slice(protocol, 8080, endpoints)));
    router.flush();
  }

  @Test
  void podsReachEachOtherAndTheNodeReachesThem() {
    assertEquals("B 10.244.1.2", lab.ask("a", "tcp", "10.244.1.3", 8080));
    assertEquals("A 10.244.1.1", lab.ask("node", "tcp", "10.244.1.2", 8080));
  }

  @Test
  void clusterIpReachesEveryEndpointFromPodsAndFromTheNode() {
    route(
        "{'clusterIP':'10.96.0.50','ports':[{'port':80,'protocol':'TCP'}]}",
        "TCP",
        "10.244.1.2@node-1",
        "10.244.1.3@node-1");
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 24; i++) {
      seen.add(lab.ask("a", "tcp", "10.96.0.50", 80));
    }
    // Through itself a pod sees the gateway (hairpin), another pod sees the pod.
    assertEquals(Set.of("A 10.244.1.1", "B 10.244.1.2"), seen);
    assertTrue(lab.ask("node", "tcp", "10.96.0.50", 80).endsWith(" 10.244.1.1"));
  }

  @Test
  void nodePortServesOutsideLoopbackAndHostPort() {
    route(
        "{'clusterIP':'10.96.0.50','type':'NodePort',"
            + "'ports':[{'port':80,'protocol':'TCP','nodePort':30080}]}",
        "TCP",
        "10.244.1.3@node-1");
    assertEquals("B 10.244.1.1", lab.ask("out", "tcp", "192.168.77.1", 30080));
    assertEquals("B 10.244.1.1", lab.ask("node", "tcp", "127.0.0.1", 30080));
    assertEquals("B 10.244.1.1", lab.ask("node", "tcp", "192.168.77.1", 30080));
    assertEquals("B 192.168.77.9", lab.ask("out", "tcp", "192.168.77.1", 8088));
    assertEquals("B 10.244.1.1", lab.ask("b", "tcp", "192.168.77.1", 8088));
  }

  @Test
  void localPolicyKeepsTheClientsAddress() {
    route(
        "{'clusterIP':'10.96.0.50','type':'NodePort','externalTrafficPolicy':'Local',"
            + "'ports':[{'port':80,'protocol':'TCP','nodePort':30080}]}",
        "TCP",
        "10.244.1.3@node-1",
        "10.244.2.3@node-2");
    assertEquals("B 192.168.77.9", lab.ask("out", "tcp", "192.168.77.1", 30080));
  }

  @Test
  void affinityKeepsAClientAtItsEndpoint() {
    route(
        "{'clusterIP':'10.96.0.50','sessionAffinity':'ClientIP',"
            + "'ports':[{'port':80,'protocol':'TCP'}]}",
        "TCP",
        "10.244.1.2@node-1",
        "10.244.1.3@node-1");
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 12; i++) {
      seen.add(lab.ask("node", "tcp", "10.96.0.50", 80));
    }
    assertEquals(1, seen.size());
  }

  @Test
  void withoutEndpointsConnectionsAreRefusedAtOnce() {
    route("{'clusterIP':'10.96.0.50','ports':[{'port':80,'protocol':'TCP'}]}", "TCP");
    assertEquals("ConnectionRefusedError", lab.ask("a", "tcp", "10.96.0.50", 80));
    assertEquals("ConnectionRefusedError", lab.ask("node", "tcp", "10.96.0.50", 80));
    assertEquals("ConnectionRefusedError", lab.ask("a", "tcp", "10.96.7.7", 80));
  }

  @Test
  void udpFollowsItsEndpoints() {
    String spec = "{'clusterIP':'10.96.0.50','ports':[{'port':80,'protocol':'UDP'}]}";
    route(spec, "UDP", "10.244.1.2@node-1");
    assertEquals("A 10.244.1.1", lab.ask("node", "udp", "10.96.0.50", 80));
    route(spec, "UDP", "10.244.1.3@node-1");
    assertEquals("B 10.244.1.1", lab.ask("node", "udp", "10.96.0.50", 80));
  }

  @Test
  void podsLeaveTheClusterWithTheNodesAddress() throws Exception {
    lab.serve("out", 9090, "O");
    assertEquals("O 192.168.77.1", lab.ask("a", "tcp", "192.168.77.9", 9090));
  }

  @Test
  void anotherAgentFindsEverythingAndRetainsWhatLives() {
    LinuxPodNetwork again = new LinuxPodNetwork(directory, lab.in("node"));
    again.start(FACTS, router);
    network = again;
    assertEquals("10.244.1.2", attach("a", a, List.of()));
    assertEquals("B 10.244.1.2", lab.ask("a", "tcp", "10.244.1.3", 8080));
    again.retain(Set.of("a"));
    assertFalse(lab.ask("a", "tcp", "10.244.1.3", 8080).startsWith("B"));
  }

  @Test
  void uninstallingLeavesNothing() {
    route(
        "{'clusterIP':'10.96.0.50','ports':[{'port':80,'protocol':'TCP'}]}",
        "TCP",
        "10.244.1.2@node-1");
    assertTrue(router.stands());
    router.uninstall();
    assertFalse(router.stands());
  }
}
