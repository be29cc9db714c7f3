package io.coxswain.api.admission;

import static io.coxswain.api.admission.AdmissionCase.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.api.authn.UserInfo;
import io.coxswain.api.authz.AuthorizationFeed;
import io.coxswain.api.authz.Authorizer;
import io.coxswain.api.authz.RbacAuthorizer;
import io.coxswain.api.authz.RbacIndex;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.pki.FixedRandom;
import io.coxswain.pki.Keys;
import io.coxswain.pki.SigningRequest;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterPluginsTest {
  private static final String CSRS = "certificatesigningrequests.certificates.k8s.io";
  private static final String RBAC = ".rbac.authorization.k8s.io";

  private final AdmissionCase cases = new AdmissionCase();
  private final RbacIndex index = new RbacIndex();
  private final Authorizer authorizer = new RbacAuthorizer(index);

  @BeforeEach
  void roles() {
    AuthorizationFeed.listen(cases.cluster.cache, index);
    cases.cluster.put(
        "clusterroles" + RBAC,
        "{'metadata':{'name':'some'},'rules':["
            + "{'verbs':['get','list'],'apiGroups':[''],'resources':['pods']},"
            + "{'verbs':['approve'],'apiGroups':['certificates.k8s.io'],'resources':['signers'],"
            + "'resourceNames':['example.com/*']},"
            + "{'verbs':['bind'],'apiGroups':['rbac.authorization.k8s.io'],"
            + "'resources':['clusterroles'],'resourceNames':['bindable']}]}");
    cases.cluster.put(
        "clusterroles" + RBAC,
        "{'metadata':{'name':'secrets'},'rules':["
            + "{'verbs':['get'],'apiGroups':[''],'resources':['secrets']}]}");
    cases.cluster.put(
        "clusterroles" + RBAC,
        "{'metadata':{'name':'bindable'},'rules':["
            + "{'verbs':['get'],'apiGroups':[''],'resources':['secrets']}]}");
    cases.cluster.put(
        "clusterrolebindings" + RBAC,
        "{'metadata':{'name':'b'},'roleRef':{'kind':'ClusterRole','name':'some'},"
            + "'subjects':[{'kind':'User','name':'jane'}]}");
  }

  @Test
  void nobodyWritesARoleThatHoldsMoreThanTheyDo() {
    var plugin = new RoleEscalation(authorizer, index, cases.objects);
    String mine =
        "{'metadata':{'name':'r'},'rules':[{'verbs':['get'],'apiGroups':[''],'resources':['pods']}]}";
    String more = mine.replace("pods", "secrets");
    assertNull(AdmissionCase.refusal(plugin, cases.create("clusterroles" + RBAC, mine)));
    String refusal = AdmissionCase.refusal(plugin, cases.create("clusterroles" + RBAC, more));
    assertTrue(refusal.contains("is attempting to grant RBAC permissions not currently held"));
    assertTrue(refusal.endsWith("{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\"]}"));
    String labelled = more.replace("{'name':'r'}", "{'name':'r','labels':{'x':'y'}}");
    assertTrue(
        AdmissionCase.refusal(plugin, cases.update("clusterroles" + RBAC, more, labelled)) != null);
    String finalized = more.replace("{'name':'r'}", "{'name':'r','finalizers':['x']}");
    assertNull(AdmissionCase.refusal(plugin, cases.update("clusterroles" + RBAC, more, finalized)));
    cases.user = new UserInfo("root", "", List.of("system:masters"), Map.of());
    assertNull(AdmissionCase.refusal(plugin, cases.create("clusterroles" + RBAC, more)));
  }

  @Test
  void nobodyBindsARoleThatHoldsMoreThanTheyDoUnlessTheyMayBindIt() {
    var plugin = new RoleEscalation(authorizer, index, cases.objects);
    String binding = "{'metadata':{'name':'x'},'roleRef':{'kind':'ClusterRole','name':'%s'}}";
    String resource = "clusterrolebindings" + RBAC;
    assertTrue(
        AdmissionCase.refusal(plugin, cases.create(resource, binding.formatted("secrets")))
            .contains("not currently held"));
    assertNull(
        AdmissionCase.refusal(plugin, cases.create(resource, binding.formatted("bindable"))));
    assertEquals(
        "clusterroles.rbac.authorization.k8s.io \"gone\" not found",
        AdmissionCase.refusal(plugin, cases.create(resource, binding.formatted("gone"))));
  }

  private static String request(String group) {
    var random = new FixedRandom(9);
    String pem =
        SigningRequest.create("jane", List.of(group), List.of(), List.of(), Keys.generate(random));
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aCertificateRequestNamesWhoMadeIt() {
    var plugin = new CertificateAdmission(authorizer);
    String csr = "{'metadata':{'name':'c'},'spec':{'username':'root','groups':['system:masters']}}";
    JsonObject spec = AdmissionCase.admitted(plugin, cases.create(CSRS, csr)).object("spec");
    assertEquals("jane", spec.string("username"));
    assertEquals(List.of("system:authenticated"), spec.strings("groups"));
  }

  @Test
  void nobodyAsksForTheMastersGroup() {
    var plugin = new CertificateAdmission(authorizer);
    String csr =
        "{'metadata':{'name':'c'},'spec':{'signerName':'kubernetes.io/kube-apiserver-client',"
            + "'request':'%s'}}";
    assertNull(AdmissionCase.refusal(plugin, cases.create(CSRS, csr.formatted(request("devs")))));
    assertTrue(
        AdmissionCase.refusal(plugin, cases.create(CSRS, csr.formatted(request("system:masters"))))
            .endsWith("with system:masters group is not allowed"));
  }

  @Test
  void approvingAndSigningNeedTheRightForTheSigner() {
    var plugin = new CertificateAdmission(authorizer);
    String csr = "{'metadata':{'name':'c'},'spec':{'signerName':'%s'}%s}";
    String own = csr.formatted("example.com/mine", "");
    assertNull(AdmissionCase.refusal(plugin, cases.update(CSRS + "/approval", own, own)));
    String other = csr.formatted("other.com/x", "");
    assertEquals(
        CSRS
            + " \"c\" is forbidden: user not permitted to approve requests with signerName"
            + " \"other.com/x\"",
        AdmissionCase.refusal(plugin, cases.update(CSRS + "/approval", other, other)));
    String signed = csr.formatted("example.com/mine", ",'status':{'certificate':'AA=='}");
    assertTrue(
        AdmissionCase.refusal(plugin, cases.update(CSRS + "/status", own, signed))
            .contains("user not permitted to sign"));
    assertNull(AdmissionCase.refusal(plugin, cases.update(CSRS + "/status", own, own)));
  }

  @Test
  void storageGetsFinalizersAndTheNewestDefaultClass() {
    var protection = new StorageObjectInUseProtection();
    String claim = "{'metadata':{'name':'c','namespace':'d'},'spec':{}}";
    assertEquals(
        List.of("kubernetes.io/pvc-protection"),
        Meta.finalizers(
            AdmissionCase.admitted(protection, cases.create("persistentvolumeclaims", claim))));
    String storage = "storageclasses.storage.k8s.io";
    String one =
        "{'metadata':{'name':'%s','creationTimestamp':'%s','annotations':"
            + "{'storageclass.kubernetes.io/is-default-class':'true'}},'allowVolumeExpansion':true}";
    cases.cluster.put(storage, one.formatted("old", "2025-01-01T00:00:00Z"));
    cases.cluster.put(storage, one.formatted("new", "2026-01-01T00:00:00Z"));
    var plugin = new DefaultStorageClass(cases.objects);
    assertEquals(
        "new",
        AdmissionCase.admitted(plugin, cases.create("persistentvolumeclaims", claim))
            .object("spec")
            .string("storageClassName"));
    String none = claim.replace("'spec':{}", "'spec':{'storageClassName':''}");
    assertEquals(
        "",
        AdmissionCase.admitted(plugin, cases.create("persistentvolumeclaims", none))
            .object("spec")
            .string("storageClassName"));
  }

  @Test
  void claimsGrowWhereTheirClassLetsThem() {
    cases.cluster.put(
        "storageclasses.storage.k8s.io", "{'metadata':{'name':'big'},'allowVolumeExpansion':true}");
    var plugin = new PersistentVolumeClaimResize(cases.objects);
    String claim =
        "{'metadata':{'name':'c','namespace':'d'},'spec':{'storageClassName':'%s',"
            + "'resources':{'requests':{'storage':'%s'}}},'status':{'phase':'Bound'}}";
    String resource = "persistentvolumeclaims";
    assertNull(
        AdmissionCase.refusal(
            plugin,
            cases.update(resource, claim.formatted("big", "1Gi"), claim.formatted("big", "2Gi"))));
    assertTrue(
        AdmissionCase.refusal(
                plugin,
                cases.update(
                    resource, claim.formatted("other", "1Gi"), claim.formatted("other", "2Gi")))
            .contains("only dynamically provisioned pvc can be resized"));
  }

  @Test
  void aNewNodeIsTainted() {
    var plugin = new TaintNodesByCondition();
    JsonObject node =
        AdmissionCase.admitted(plugin, cases.create("nodes", "{'metadata':{'name':'a'}}"));
    assertEquals(
        json("{'t':[{'key':'node.kubernetes.io/not-ready','effect':'NoSchedule'}]}").array("t"),
        node.object("spec").array("taints"));
    assertEquals(node, AdmissionCase.admitted(plugin, cases.create("nodes", node.text())));
  }

  @Test
  void everyPluginLetsForeignKindsPass() {
    List<AdmissionPlugin> plugins =
        DefaultPlugins.of(
            cases.objects, authorizer, index, () -> "x", m -> Future.succeededFuture());
    cases.cluster.put("namespaces", "{'metadata':{'name':'d'}}");
    String widget = "{'metadata':{'name':'w','namespace':'d'}}";
    cases.user = new UserInfo("system:node:a", "", List.of("system:nodes"), Map.of());
    for (AdmissionPlugin plugin : plugins) {
      assertFalse(plugin.name().isEmpty());
      assertNull(AdmissionCase.refusal(plugin, cases.create("widgets.example.com", widget)));
      assertNull(
          AdmissionCase.refusal(plugin, cases.update("widgets.example.com", widget, widget)));
      assertNull(AdmissionCase.refusal(plugin, cases.delete("widgets.example.com", widget)));
    }
  }
}
