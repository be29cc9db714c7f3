package io.coxswain.api.authz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.api.authn.TestCluster;
import io.coxswain.api.authn.UserInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeAuthorizerTest {
  private final TestCluster cluster = new TestCluster();
  private final NodeGraph graph = new NodeGraph();
  private final Authorizer authorizer = new NodeAuthorizer(graph);

  @BeforeEach
  void pods() {
    AuthorizationFeed.listen(cluster.cache, graph);
    cluster.put(
        "pods",
        "{'metadata':{'name':'web','namespace':'d'},'spec':{'nodeName':'a',"
            + "'serviceAccountName':'robot','imagePullSecrets':[{'name':'pull'}],"
            + "'containers':[{'envFrom':[{'configMapRef':{'name':'env'}}],"
            + "'env':[{'name':'X','valueFrom':{'secretKeyRef':{'name':'key','key':'x'}}}]}],"
            + "'volumes':[{'name':'v','secret':{'secretName':'vol'}},"
            + "{'name':'p','projected':{'sources':[{'configMap':{'name':'root-ca'}}]}},"
            + "{'name':'c','persistentVolumeClaim':{'claimName':'data'}},"
            + "{'name':'e','ephemeral':{}}]}}");
    cluster.put(
        "persistentvolumes",
        "{'metadata':{'name':'pv1'},'spec':{'claimRef':{'namespace':'d','name':'data'},"
            + "'csi':{'nodePublishSecretRef':{'namespace':'csi','name':'publish'}}}}");
    cluster.put(
        "pods",
        "{'metadata':{'name':'mirror','namespace':'d','annotations':"
            + "{'kubernetes.io/config.mirror':'x'}},'spec':{'nodeName':'a',"
            + "'volumes':[{'name':'v','secret':{'secretName':'stolen'}}]}}");
  }

  private boolean allowed(
      String node, String verb, String resource, String namespace, String name, String selector) {
    String[] parts = resource.split("/");
    int dot = parts[0].indexOf('.');
    UserInfo user = new UserInfo("system:node:" + node, "", List.of("system:nodes"), Map.of());
    return authorizer
        .authorize(
            new Attributes(
                user,
                verb,
                namespace == null ? "" : namespace,
                dot < 0 ? "" : parts[0].substring(dot + 1),
                "v1",
                dot < 0 ? parts[0] : parts[0].substring(0, dot),
                parts.length > 1 ? parts[1] : "",
                name == null ? "" : name,
                true,
                "",
                selector == null ? "" : selector))
        .allowed();
  }

  @ParameterizedTest
  @CsvSource({
    "get, secrets, d, pull, , true",
    "get, secrets, d, key, , true",
    "watch, secrets, d, vol, , true",
    "get, secrets, d, stolen, , false",
    "get, secrets, csi, publish, , true",
    "get, secrets, other, vol, , false",
    "list, secrets, d, , , false",
    "update, secrets, d, vol, , false",
    "get, configmaps, d, env, , true",
    "get, configmaps, d, root-ca, , true",
    "get, configmaps, d, other, , false",
    "get, persistentvolumeclaims, d, data, , true",
    "get, persistentvolumeclaims, d, web-e, , true",
    "get, persistentvolumes, , pv1, , true",
    "get, persistentvolumes, , pv2, , false",
    "create, serviceaccounts/token, d, robot, , true",
    "create, serviceaccounts/token, d, other, , false",
    "get, serviceaccounts, d, robot, , false",
    "update, leases.coordination.k8s.io, kube-node-lease, a, , true",
    "update, leases.coordination.k8s.io, kube-node-lease, b, , false",
    "update, leases.coordination.k8s.io, kube-system, a, , false",
    "create, leases.coordination.k8s.io, kube-node-lease, , , true",
    "create, nodes, , , , true",
    "get, nodes, , a, , true",
    "get, nodes, , b, , false",
    "watch, nodes, , , metadata.name=a, true",
    "watch, nodes, , , , false",
    "delete, nodes, , a, , false",
    "patch, nodes/status, , a, , true",
    "list, pods, , , spec.nodeName=a, true",
    "watch, pods, , , spec.nodeName=b, false",
    "list, pods, , , , false",
    "get, pods, d, web, , true",
    "get, pods, d, other, , false",
    "patch, pods/status, d, web, , true",
    "create, pods/eviction, d, web, , true",
    "create, pods/exec, d, web, , false",
    "create, certificatesigningrequests.certificates.k8s.io, , , , true",
    "list, services, , , , true",
    "create, events, d, , , true",
    "list, deployments.apps, , , , false",
  })
  void aNodeSeesWhatItsPodsNeed(
      String verb,
      String resource,
      String namespace,
      String name,
      String selector,
      boolean allowed) {
    assertEquals(allowed, allowed("a", verb, resource, namespace, name, selector));
  }

  @Test
  void anotherNodeSeesNothingOfIt() {
    assertFalse(allowed("b", "get", "secrets", "d", "vol", ""));
    assertFalse(allowed("b", "get", "persistentvolumes", "", "pv1", ""));
    assertFalse(allowed("b", "patch", "pods/status", "d", "web", ""));
  }

  @Test
  void theRightEndsWithThePod() {
    cluster.put(
        "pods",
        "{'metadata':{'name':'two','namespace':'d'},'spec':{'nodeName':'a',"
            + "'volumes':[{'name':'v','secret':{'secretName':'vol'}}]}}");
    cluster.delete("pods", "d", "web");
    assertTrue(allowed("a", "get", "secrets", "d", "vol", ""));
    assertFalse(allowed("a", "get", "secrets", "d", "key", ""));
    cluster.delete("pods", "d", "two");
    assertFalse(allowed("a", "get", "secrets", "d", "vol", ""));
  }

  @Test
  void aSelectorThatCannotBeReadSelectsNoNode() {
    assertTrue(allowed("a", "list", "pods", "", "", "spec.nodeName=a"));
    assertFalse(allowed("a", "list", "pods", "", "", "spec.nodeName=a=b"));
    assertFalse(allowed("a", "list", "pods", "", "", "spec.nodeName"));
  }

  @Test
  void whoIsNoNodeIsNotJudged() {
    UserInfo impostor = new UserInfo("system:node:a", "", List.of(), Map.of());
    var decision =
        authorizer.authorize(Attributes.resource(impostor, "get", "", "secrets", "", "d", "vol"));
    assertEquals(Authorizer.Verdict.NO_OPINION, decision.verdict());
  }
}
