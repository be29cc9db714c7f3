package io.coxswain.node.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.client.FakeApi;
import io.coxswain.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodAdmissionTest {
  private static final JsonObject ALLOCATABLE =
      json("{'cpu':'2','memory':'1Gi','ephemeral-storage':'1Gi','pods':'3','hugepages-2Mi':'0'}");
  private static final JsonObject NODE =
      json(
          "{'metadata':{'name':'n1','labels':{'zone':'a'}},"
              + "'spec':{'taints':[{'key':'k','value':'v','effect':'NoExecute'},"
              + "{'key':'other','effect':'NoSchedule'}]}}");
  private static final String TOLERANT = "'tolerations':[{'operator':'Exists'}],";

  private static JsonObject json(String text) {
    return FakeApi.json(text.replace('\'', '"'));
  }

  private static JsonObject pod(String spec) {
    return json("{'metadata':{'name':'p','uid':'u'},'spec':{" + TOLERANT + spec + "}}");
  }

  private static JsonObject asking(String requests) {
    return pod("'containers':[{'name':'c','resources':{'requests':{" + requests + "}}}]");
  }

  private static JsonObject on(String port) {
    return pod("'containers':[{'name':'c','ports':[{" + port + ",'containerPort':80}]}]");
  }

  private static String judge(JsonObject pod, JsonObject... others) {
    return PodAdmission.judge(pod, List.of(others), NODE, ALLOCATABLE)
        .map(no -> no.reason() + ": " + no.message())
        .orElse("");
  }

  @Test
  void whatIsLeftOfTheNodeDecides() {
    assertEquals("", judge(asking("'cpu':'1','memory':'1Gi'"), asking("'cpu':'1'")));
    assertEquals(
        "OutOfcpu: Node didn't have enough resource: cpu, requested: 1100, used: 1000,"
            + " capacity: 2000",
        judge(asking("'cpu':'1100m'"), asking("'cpu':'1'")));
    assertEquals(
        "OutOfmemory: Node didn't have enough resource: memory, requested: 2147483648, used: 0,"
            + " capacity: 1073741824",
        judge(asking("'memory':'2Gi'")));
    assertEquals(
        "OutOfhugepages-2Mi: Node didn't have enough resource: hugepages-2Mi, requested: 2097152,"
            + " used: 0, capacity: 0",
        judge(asking("'hugepages-2Mi':'2Mi'")));
    assertEquals("", judge(asking("'example.com/gpu':'1'")));
    JsonObject small = asking("");
    assertEquals(
        "OutOfpods: Node didn't have enough resource: pods, requested: 1, used: 3, capacity: 3",
        judge(small, small, small, small));
  }

  @Test
  void aPortIsTakenOnOneAddressOrOnAll() {
    String no =
        "NodePorts: Predicate NodePorts failed: node(s) didn't have free ports for the requested"
            + " pod ports";
    JsonObject one = on("'hostPort':80,'hostIP':'127.0.0.1'");
    assertEquals("", judge(on("'hostPort':80,'hostIP':'127.0.0.2'"), one));
    assertEquals("", judge(on("'hostPort':80,'protocol':'UDP'"), one));
    assertEquals(no, judge(on("'hostPort':80"), one));
    assertEquals(no, judge(one, on("'hostPort':80,'hostIP':'0.0.0.0'")));
  }

  @Test
  void onlySafeSysctlsAndOnlyOfOwnNamespaces() {
    String sysctls = "'securityContext':{'sysctls':[{'name':'%s','value':'1'}]}";
    assertEquals("", judge(pod(sysctls.formatted("net/ipv4/tcp_syncookies"))));
    assertEquals(
        "SysctlForbidden: forbidden sysctl: \"kernel.msgmax\" not allowlisted",
        judge(pod(sysctls.formatted("kernel.msgmax"))));
    assertEquals(
        "SysctlForbidden: forbidden sysctl: \"net.ipv4.tcp_syncookies\" not allowed with host net"
            + " enabled",
        judge(pod("'hostNetwork':true," + sysctls.formatted("net.ipv4.tcp_syncookies"))));
  }

  @Test
  void selectorAffinityAndTaints() {
    String no =
        "NodeAffinity: Predicate NodeAffinity failed: node(s) didn't match Pod's node"
            + " affinity/selector";
    String term =
        "'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':"
            + "{'nodeSelectorTerms':[{'match%s':[{'key':'%s','operator':'In','values':['%s']}]}]}}}";
    assertEquals("", judge(pod("'nodeSelector':{'zone':'a'}")));
    assertEquals(no, judge(pod("'nodeSelector':{'zone':'b'}")));
    assertEquals("", judge(pod(term.formatted("Expressions", "zone", "a"))));
    assertEquals(no, judge(pod(term.formatted("Expressions", "zone", "b"))));
    assertEquals("", judge(pod(term.formatted("Fields", "metadata.name", "n1"))));
    assertEquals(
        "TaintToleration: Predicate TaintToleration failed: node(s) had taints that the pod didn't"
            + " tolerate",
        judge(json("{'spec':{'tolerations':[{'key':'k','value':'w'}]}}")));
    assertEquals("", judge(json("{'spec':{'tolerations':[{'key':'k','value':'v'}]}}")));
  }

  @Test
  void podsOfOtherSystemsAreNotForThisNode() {
    assertEquals(
        "PodOSNotSupported: Failed to admit pod as the OS field doesn't match node OS",
        judge(pod("'os':{'name':'windows'}")));
    assertEquals(
        "SupplementalGroupsPolicyNotSupported: SupplementalGroupsPolicy=Strict is not supported in"
            + " this node",
        judge(pod("'securityContext':{'supplementalGroupsPolicy':'Strict'}")));
  }
}
