package io.coxswain.controller.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.KubeClient;
import io.coxswain.client.ListOptions;
import io.coxswain.client.PatchType;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.pki.FixedRandom;
import io.coxswain.pki.Keys;
import io.coxswain.pki.SigningRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BootstrapperTest {
  private static final Gvr PODS = Gvr.core("pods");
  private static final Gvr NODES = Gvr.core("nodes");
  private static final Gvr SECRETS = Gvr.core("secrets");
  private static final Gvr SERVICES = Gvr.core("services");
  private static final Gvr ACCOUNTS = Gvr.core("serviceaccounts");
  private static final Gvr ROLES = Gvr.of("rbac.authorization.k8s.io/v1", "clusterroles");
  private static final Gvr BINDINGS = Gvr.of("rbac.authorization.k8s.io/v1", "clusterrolebindings");
  private static final Gvr REQUESTS =
      Gvr.of("certificates.k8s.io/v1", "certificatesigningrequests");
  private static final Gvr REVIEWS = Gvr.of("authorization.k8s.io/v1", "subjectaccessreviews");
  private static final Gvr SLICES = Gvr.of("discovery.k8s.io/v1", "endpointslices");

  private final SecuredCluster cluster = new SecuredCluster();
  private final KubeClient admin = cluster.admin();
  private final KubeClient node = cluster.as("system:node:a", "system:nodes");

  @BeforeEach
  void bootstrap() {
    new Bootstrapper(admin, cluster.facts).run();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private static JsonObject json(String text) {
    return JsonParser.parseObject(text.replace('\'', '"'));
  }

  private static void forbidden(Runnable action) {
    var error = assertThrows(ApiException.class, action::run);
    assertEquals(Reason.FORBIDDEN, error.reason(), error::getMessage);
  }

  @Test
  void everyClusterHasTheseObjects() {
    for (String name : DefaultObjects.SYSTEM_NAMESPACES) {
      assertEquals(
          "Active", admin.get(Gvr.core("namespaces"), "", name).object("status").string("phase"));
    }
    assertEquals(
        "10.96.0.10",
        admin.get(SERVICES, "kube-system", "kube-dns").object("spec").string("clusterIP"));
    assertEquals(
        2_000_001_000,
        admin
            .get(Gvr.of("scheduling.k8s.io/v1", "priorityclasses"), "", "system-node-critical")
            .integer("value", 0));
    assertEquals(
        List.of("10.96.0.0/12"),
        admin
            .get(Gvr.of("networking.k8s.io/v1", "servicecidrs"), "", "kubernetes")
            .object("spec")
            .strings("cidrs"));
    assertTrue(
        admin
            .get(Gvr.core("configmaps"), "kube-public", "cluster-info")
            .object("data")
            .string("kubeconfig")
            .contains("https://192.168.1.5:6443"));
    assertEquals(
        2,
        admin
            .list(Gvr.of("flowcontrol.apiserver.k8s.io/v1", "flowschemas"), "", ListOptions.ALL)
            .array("items")
            .size());
  }

  @Test
  void aSecondRunWritesNothing() {
    String before =
        admin.list(ROLES, "", ListOptions.ALL).object("metadata").string("resourceVersion");
    new Bootstrapper(admin, cluster.facts).run();
    String after =
        admin.list(ROLES, "", ListOptions.ALL).object("metadata").string("resourceVersion");
    assertEquals(before, after);
  }

  @Test
  void whatADefaultRoleLostComesBack() {
    JsonObject role = admin.get(ROLES, "", "system:basic-user");
    admin.update(ROLES, role.with("rules", JsonArray.EMPTY));
    admin.delete(BINDINGS, "", "system:discovery");
    JsonObject kept =
        Meta.withAnnotation(admin.get(ROLES, "", "view"), RbacPolicy.AUTO_UPDATE, "false");
    admin.update(ROLES, Meta.without(kept, "labels"));
    new Bootstrapper(admin, cluster.facts).run();
    assertEquals(2, admin.get(ROLES, "", "system:basic-user").array("rules").size());
    assertTrue(admin.find(BINDINGS, "", "system:discovery").isPresent());
    assertTrue(Meta.labels(admin.get(ROLES, "", "view")).isEmpty());
  }

  @Test
  void theServersAreTheEndpointsOfTheirOwnService() {
    var service = new KubernetesService(admin, cluster.facts);
    service.reconcile(servers("192.168.1.6", "192.168.1.5", "127.0.0.1"));
    JsonObject found = admin.get(SERVICES, "default", "kubernetes");
    assertEquals("10.96.0.1", found.object("spec").string("clusterIP"));
    assertEquals(2, slice().array("endpoints").size());
    String version = Meta.resourceVersion(slice());
    service.reconcile(servers("192.168.1.5", "192.168.1.6"));
    assertEquals(version, Meta.resourceVersion(slice()));
    service.reconcile(servers("192.168.1.6"));
    assertNotEquals(version, Meta.resourceVersion(slice()));
    JsonObject endpoints = admin.get(Gvr.core("endpoints"), "default", "kubernetes");
    assertEquals(
        "192.168.1.6",
        endpoints.array("subsets").object(0).array("addresses").object(0).string("ip"));
  }

  @Test
  void serversOfOneAddressAndTwoPortsAreBothEndpoints() {
    var service = new KubernetesService(admin, cluster.facts);
    var first = new ServerAddress("192.168.1.5", 6443);
    var second = new ServerAddress("192.168.1.5", 7443);
    service.reconcile(List.of(first, second));
    JsonArray subsets = admin.get(Gvr.core("endpoints"), "default", "kubernetes").array("subsets");
    assertEquals(List.of(6443L, 7443L), ports(subsets));
    assertEquals(List.of(6443L), ports(JsonArray.of(slice())));
    JsonObject further = admin.get(SLICES, "default", "kubernetes-7443");
    assertEquals(List.of(7443L), ports(JsonArray.of(further)));
    String version = Meta.resourceVersion(further);
    service.reconcile(List.of(second, first));
    assertEquals(version, Meta.resourceVersion(admin.get(SLICES, "default", "kubernetes-7443")));
    service.reconcile(List.of(second));
    assertEquals(List.of(7443L), ports(JsonArray.of(slice())));
    assertTrue(admin.find(SLICES, "default", "kubernetes-7443").isEmpty());
  }

  private static List<Long> ports(JsonArray holders) {
    return holders.objects().stream()
        .map(holder -> holder.array("ports").object(0).integer("port", 0))
        .toList();
  }

  private static List<ServerAddress> servers(String... ips) {
    return Stream.of(ips).map(ip -> new ServerAddress(ip, 6443)).toList();
  }

  private JsonObject slice() {
    return admin.get(SLICES, "default", "kubernetes");
  }

  @Test
  void aNewNodeAsksForItsCertificateAndForNothingElse() {
    KubeClient joining =
        cluster.as(
            "system:bootstrap:abcdef",
            "system:bootstrappers",
            "system:bootstrappers:coxswain:default-node-token");
    String pem =
        SigningRequest.create(
            "system:node:a",
            List.of("system:nodes"),
            List.of(),
            List.of(),
            Keys.generate(new FixedRandom(8)));
    String encoded = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    JsonObject made =
        joining.create(
            REQUESTS,
            "",
            json(
                "{'apiVersion':'certificates.k8s.io/v1','kind':'CertificateSigningRequest',"
                    + "'metadata':{'name':'a'},'spec':{'request':'"
                    + encoded
                    + "','signerName':'kubernetes.io/kube-apiserver-client-kubelet',"
                    + "'usages':['digital signature','client auth']}}"));
    assertEquals("system:bootstrap:abcdef", made.object("spec").string("username"));
    forbidden(() -> joining.list(SECRETS, "kube-system", ListOptions.ALL));
    forbidden(() -> joining.create(NODES, "", json("{'metadata':{'name':'a'}}")));
    KubeClient signer = cluster.as("system:serviceaccount:kube-system:certificate-controller");
    JsonObject review =
        json(
            "{'apiVersion':'authorization.k8s.io/v1','kind':'SubjectAccessReview','spec':{"
                + "'user':'system:bootstrap:abcdef',"
                + "'groups':['system:bootstrappers:coxswain:default-node-token'],"
                + "'resourceAttributes':{'verb':'create','group':'certificates.k8s.io',"
                + "'resource':'certificatesigningrequests','subresource':'nodeclient'}}}");
    assertTrue(signer.create(REVIEWS, "", review).object("status").bool("allowed", false));
  }

  @Test
  void aNodeSeesItsOwnAndAsksForItsPodsTokens() {
    node.create(NODES, "", json("{'apiVersion':'v1','kind':'Node','metadata':{'name':'a'}}"));
    forbidden(
        () ->
            node.create(
                NODES, "", json("{'apiVersion':'v1','kind':'Node','metadata':{'name':'b'}}")));
    admin.create(ACCOUNTS, "default", json("{'metadata':{'name':'default'}}"));
    JsonObject pod = admin.create(PODS, "default", pod());
    assertEquals(0, pod.object("spec").integer("priority", -1));
    assertEquals("default", pod.object("spec").string("serviceAccountName"));
    forbidden(() -> node.get(PODS, "default", "web"));
    admin.createSubresource(
        PODS,
        "default",
        "web",
        "binding",
        json(
            "{'apiVersion':'v1','kind':'Binding','metadata':{'name':'web'},"
                + "'target':{'kind':'Node','name':'a'}}"));
    JsonObject bound = node.get(PODS, "default", "web");
    assertEquals(
        1, node.list(PODS, "", ListOptions.fields("spec.nodeName=a")).array("items").size());
    forbidden(() -> node.list(PODS, "", ListOptions.ALL));
    forbidden(() -> token("web", "other"));
    JsonObject token = token("web", Meta.uid(bound));
    assertTrue(token.object("status").string("token").startsWith("ey"));
    JsonObject status = json("{'status':{'phase':'Running'}}");
    node.patch(PODS, "default", "web", "status", PatchType.STRATEGIC, status);
    node.list(SERVICES, "", ListOptions.ALL);
    node.list(SLICES, "", ListOptions.ALL);
    forbidden(() -> node.list(SECRETS, "default", ListOptions.ALL));
  }

  private JsonObject token(String pod, String uid) {
    return node.createSubresource(
        ACCOUNTS,
        "default",
        "default",
        "token",
        json(
            "{'apiVersion':'authentication.k8s.io/v1','kind':'TokenRequest','spec':{"
                + "'audiences':null,'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'"
                + pod
                + "','uid':'"
                + uid
                + "'}}}"));
  }

  private static JsonObject pod() {
    return json(
        "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'web'},"
            + "'spec':{'containers':[{'name':'c','image':'web:1'}]}}");
  }

  @Test
  void aNewUserLearnsWhoTheyAreAndMayDoNothingElse() {
    KubeClient jane = cluster.as("jane");
    JsonObject review =
        json("{'apiVersion':'authentication.k8s.io/v1','kind':'SelfSubjectReview'}");
    assertEquals(
        "jane",
        jane.create(Gvr.of("authentication.k8s.io/v1", "selfsubjectreviews"), "", review)
            .object("status")
            .object("userInfo")
            .string("username"));
    assertTrue(jane.raw("GET", "/apis", null).has("groups"));
    forbidden(() -> jane.list(PODS, "default", ListOptions.ALL));
    forbidden(() -> jane.raw("GET", "/metrics", null));
  }

  @Test
  void controllersHaveTheRightsTheyNeed() {
    KubeClient manager = cluster.as("system:kube-controller-manager");
    manager.list(PODS, "", ListOptions.ALL);
    KubeClient accounts =
        cluster.as("system:serviceaccount:kube-system:service-account-controller");
    accounts.create(ACCOUNTS, "default", json("{'metadata':{'name':'default'}}"));
    forbidden(() -> accounts.delete(ACCOUNTS, "default", "default"));
    KubeClient scheduler = cluster.as("system:kube-scheduler");
    scheduler.list(NODES, "", ListOptions.ALL);
  }

  @Test
  void anAdministratorOfRolesCannotBecomeMore() {
    admin.create(
        ROLES,
        "",
        json(
            "{'apiVersion':'rbac.authorization.k8s.io/v1','kind':'ClusterRole','metadata':"
                + "{'name':'role-writer'},'rules':[{'verbs':['*'],'apiGroups':"
                + "['rbac.authorization.k8s.io'],'resources':['clusterroles',"
                + "'clusterrolebindings']}]}"));
    String binding =
        "{'apiVersion':'rbac.authorization.k8s.io/v1','kind':'ClusterRoleBinding','metadata':"
            + "{'name':'%s'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':"
            + "'ClusterRole','name':'%s'},'subjects':[{'kind':'User','apiGroup':"
            + "'rbac.authorization.k8s.io','name':'jane'}]}";
    JsonObject verbsButNotBind =
        json(
            "{'apiVersion':'rbac.authorization.k8s.io/v1','kind':'ClusterRole','metadata':"
                + "{'name':'role-writer'},'rules':[{'verbs':['create','update'],'apiGroups':"
                + "['rbac.authorization.k8s.io'],'resources':['clusterroles',"
                + "'clusterrolebindings']}]}");
    admin.update(ROLES, verbsButNotBind);
    admin.create(BINDINGS, "", json(binding.formatted("jane", "role-writer")));
    KubeClient jane = cluster.as("jane");
    forbidden(() -> jane.create(BINDINGS, "", json(binding.formatted("up", "cluster-admin"))));
    jane.create(BINDINGS, "", json(binding.formatted("same", "role-writer")));
  }
}
