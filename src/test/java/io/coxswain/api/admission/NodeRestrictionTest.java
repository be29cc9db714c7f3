package io.coxswain.api.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.api.authn.UserInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeRestrictionTest {
  private final AdmissionCase cases = new AdmissionCase();
  private final NodeRestriction plugin = new NodeRestriction(cases.objects);

  @BeforeEach
  void node() {
    cases.user = new UserInfo("system:node:a", "", List.of("system:nodes"), Map.of());
    cases.cluster.put("nodes", "{'metadata':{'name':'a'}}");
    cases.cluster.put(
        "pods", "{'metadata':{'name':'mine','namespace':'d'},'spec':{'nodeName':'a'}}");
    cases.cluster.put(
        "pods", "{'metadata':{'name':'theirs','namespace':'d'},'spec':{'nodeName':'b'}}");
  }

  private String refusal(Attributes request) {
    return AdmissionCase.refusal(plugin, request);
  }

  @Test
  void aNodeWritesItselfOnly() {
    String a = "{'metadata':{'name':'a'}}";
    String b = "{'metadata':{'name':'b'}}";
    assertNull(refusal(cases.create("nodes", a)));
    assertEquals(
        "nodes \"b\" is forbidden: node \"a\" is not allowed to modify node \"b\"",
        refusal(cases.create("nodes", b)));
    assertNull(refusal(cases.update("nodes/status", a, a)));
    String tainted = "{'metadata':{'name':'a'},'spec':{'taints':[{'key':'x'}]}}";
    assertTrue(
        refusal(cases.update("nodes", tainted, a)).endsWith("is not allowed to modify taints"));
  }

  @Test
  void aNodeDoesNotDrawPodsByLabels() {
    Map<String, String> none = Map.of();
    Map<String, String> fine =
        Map.of(
            "kubernetes.io/hostname", "a",
            "topology.kubernetes.io/zone", "z",
            "node.kubernetes.io/anything", "x",
            "example.com/mine", "y");
    assertEquals(Set.of(), NodeRestriction.forbiddenLabels(none, fine));
    Map<String, String> wrong =
        Map.of(
            "node-restriction.kubernetes.io/x", "a",
            "foo.node-restriction.kubernetes.io/x", "a",
            "node-role.kubernetes.io/control-plane", "",
            "other.k8s.io/x", "y");
    assertEquals(wrong.keySet(), NodeRestriction.forbiddenLabels(none, wrong));
    assertEquals(wrong.keySet(), NodeRestriction.forbiddenLabels(wrong, none));
    assertEquals(Set.of(), NodeRestriction.forbiddenLabels(wrong, wrong));
  }

  @Test
  void aNodeRenewsItsOwnLease() {
    String lease = "{'metadata':{'name':'%s','namespace':'%s'}}";
    String leases = "leases.coordination.k8s.io";
    assertNull(refusal(cases.create(leases, lease.formatted("a", "kube-node-lease"))));
    assertTrue(
        refusal(cases.create(leases, lease.formatted("b", "kube-node-lease")))
            .contains("same name as the requesting node"));
    assertTrue(
        refusal(cases.create(leases, lease.formatted("a", "kube-system")))
            .contains("\"kube-node-lease\" system namespace"));
  }

  @Test
  void aNodeTouchesThePodsBoundToItOnly() {
    String pod = "{'metadata':{'name':'%s','namespace':'d'},'spec':{'nodeName':'%s'}}";
    assertNull(refusal(cases.delete("pods", pod.formatted("mine", "a"))));
    assertTrue(
        refusal(cases.delete("pods", pod.formatted("theirs", "b")))
            .contains("can only delete pods with spec.nodeName set to itself"));
    String mine = pod.formatted("mine", "a");
    assertNull(refusal(cases.update("pods/status", mine, mine)));
    String theirs = pod.formatted("theirs", "b");
    assertTrue(refusal(cases.update("pods/status", theirs, theirs)).contains("can only update"));
    assertTrue(refusal(cases.update("pods", mine, mine)).contains("unexpected operation"));
    assertTrue(refusal(cases.create("pods", mine)).contains("can only create mirror pods"));
  }

  @Test
  void aMirrorPodBelongsToItsNodeAndNamesNoSecrets() {
    String pod =
        "{'metadata':{'name':'m','namespace':'d','annotations':{'kubernetes.io/config.mirror':'x'},"
            + "'ownerReferences':[{'kind':'Node','apiVersion':'v1','name':'a','uid':'%s',"
            + "'controller':true}]},'spec':{'nodeName':'a'%s}}";
    assertNull(refusal(cases.create("pods", pod.formatted("uid-a", ""))));
    assertTrue(
        refusal(cases.create("pods", pod.formatted("uid-x", ""))).contains("owner reference"));
    String secret = ",'volumes':[{'name':'v','secret':{'secretName':'s'}}]";
    assertTrue(
        refusal(cases.create("pods", pod.formatted("uid-a", secret)))
            .endsWith("can not create pods that reference secrets"));
  }

  @Test
  void aNodeAsksForTokensOfItsPodsOnly() {
    assertNull(token("'kind':'Pod','apiVersion':'v1','name':'mine','uid':'uid-mine'"));
    assertTrue(token("").contains("not bound to a pod"));
    assertTrue(token("'kind':'Pod','apiVersion':'v1','name':'mine'").contains("without a uid"));
    assertTrue(
        token("'kind':'Pod','apiVersion':'v1','name':'theirs','uid':'uid-theirs'")
            .contains("scheduled on a different node"));
  }

  private String token(String reference) {
    return refusal(
        cases.create(
            "serviceaccounts/token",
            "{'metadata':{'name':'default','namespace':'d'},'spec':{'boundObjectRef':{"
                + reference
                + "}}}"));
  }

  @Test
  void othersAreNotRestricted() {
    cases.user = new UserInfo("jane", "", List.of(), Map.of());
    assertNull(refusal(cases.create("nodes", "{'metadata':{'name':'b'}}")));
  }
}
