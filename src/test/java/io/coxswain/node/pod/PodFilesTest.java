package io.coxswain.node.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PodFilesTest {
  private static final List<String> DNS = List.of("10.96.0.10");
  private static final String HOST = "nameserver 9.9.9.9\nsearch example.org\noptions edns0\n";

  private static String resolv(String spec) {
    return PodFiles.resolv(Ship.pod(spec), DNS, "cluster.local", HOST);
  }

  @Test
  void clusterFirstAsksTheClusterAndSearchesIt() {
    assertEquals(
        """
        search ns.svc.cluster.local svc.cluster.local cluster.local example.org
        nameserver 10.96.0.10
        options ndots:5
        """,
        resolv("{'dnsPolicy':'ClusterFirst'}"));
  }

  @Test
  void podsOnTheHostsNetworkAskTheHostsUnlessTheySayOtherwise() {
    String host = "search example.org\nnameserver 9.9.9.9\noptions edns0\n";
    assertEquals(host, resolv("{'dnsPolicy':'ClusterFirst','hostNetwork':true}"));
    assertEquals(host, resolv("{'dnsPolicy':'Default'}"));
    assertTrue(
        resolv("{'dnsPolicy':'ClusterFirstWithHostNet','hostNetwork':true}")
            .contains("nameserver 10.96.0.10"));
  }

  @Test
  void aDnsConfigAddsAndNoneHasNothingElse() {
    assertEquals(
        "search a.b\nnameserver 1.1.1.1\noptions ndots:2\n",
        resolv(
            "{'dnsPolicy':'None','dnsConfig':{'nameservers':['1.1.1.1'],'searches':['a.b'],"
                + "'options':[{'name':'ndots','value':'2'}]}}"));
    assertTrue(
        resolv(
                "{'dnsPolicy':'ClusterFirst','dnsConfig':"
                    + "{'options':[{'name':'ndots','value':'1'},{'name':'debug'}]}}")
            .contains("options ndots:1 debug\n"));
  }

  @Test
  void hostsNameThePodByItsSubdomainToo() {
    String hosts =
        PodFiles.hosts(
            Ship.pod(
                "{'hostname':'h','subdomain':'s','hostAliases':[{'ip':'1.2.3.4',"
                    + "'hostnames':['a','b']}]}"),
            List.of("10.244.0.2"),
            "",
            "cluster.local");
    assertTrue(hosts.contains("10.244.0.2\th.s.ns.svc.cluster.local\th\n"), hosts);
    assertTrue(hosts.endsWith("# Entries added by HostAliases.\n1.2.3.4\ta\tb\n"), hosts);
    assertEquals("web", PodFiles.hostname(Ship.pod("{}"), "cluster.local"));
  }

  @Test
  void capabilitiesAreContainerdsWithChanges() {
    var drop =
        io.coxswain.json.JsonObject.of(
            "capabilities",
            Ship.pod("{'drop':['ALL'],'add':['NET_ADMIN','CAP_SYS_TIME']}").object("spec"));
    assertEquals(List.of("NET_ADMIN", "SYS_TIME"), Capabilities.of(drop));
    assertEquals(14, Capabilities.of(io.coxswain.json.JsonObject.EMPTY).size());
  }
}
