package io.coxswain.controller.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RbacPolicyTest {
  private final List<JsonObject> all = RbacPolicy.load();

  private JsonObject find(String kind, String name) {
    Optional<JsonObject> found =
        all.stream()
            .filter(o -> kind.equals(o.string("kind")) && name.equals(Meta.name(o)))
            .findFirst();
    assertTrue(found.isPresent(), kind + " " + name);
    return found.get();
  }

  private static JsonObject json(String text) {
    return JsonParser.parseObject(text.replace('\'', '"'));
  }

  @Test
  void everyObjectIsThereOnce() {
    Set<String> seen = new HashSet<>();
    for (JsonObject object : all) {
      assertTrue(seen.add(object.string("kind") + " " + ObjectKey.of(object)), object::text);
    }
  }

  @Test
  void everyBindingBindsARoleOfTheFile() {
    for (JsonObject object : all) {
      if (object.has("roleRef")) {
        JsonObject role = object.object("roleRef");
        find(role.string("kind"), role.string("name"));
      }
    }
  }

  @Test
  void rulesAreWrittenAsUpstreamWritesThem() {
    assertEquals(
        json(
            "{'apiVersion':'rbac.authorization.k8s.io/v1','kind':'ClusterRole','metadata':"
                + "{'name':'system:basic-user','labels':"
                + "{'kubernetes.io/bootstrapping':'rbac-defaults'},'annotations':"
                + "{'rbac.authorization.kubernetes.io/autoupdate':'true'}},'rules':["
                + "{'verbs':['create'],'apiGroups':['authorization.k8s.io'],'resources':"
                + "['selfsubjectaccessreviews','selfsubjectrulesreviews']},"
                + "{'verbs':['create'],'apiGroups':['authentication.k8s.io'],'resources':"
                + "['selfsubjectreviews']}]}"),
        find("ClusterRole", "system:basic-user"));
    JsonObject edit = find("ClusterRole", "edit");
    assertEquals("true", Meta.label(edit, "rbac.authorization.k8s.io/aggregate-to-admin"));
    assertNull(edit.get("rules"));
    assertEquals(
        "true",
        edit.object("aggregationRule")
            .array("clusterRoleSelectors")
            .object(0)
            .object("matchLabels")
            .string("rbac.authorization.k8s.io/aggregate-to-edit"));
  }

  @Test
  void aControllerIsBoundToItsServiceAccount() {
    JsonObject binding = find("ClusterRoleBinding", "system:controller:deployment-controller");
    assertEquals(
        json("{'s':[{'kind':'ServiceAccount','name':'deployment-controller',"
                + "'namespace':'kube-system'}]}")
            .array("s"),
        binding.array("subjects"));
    JsonObject role = find("ClusterRole", "system:controller:deployment-controller");
    assertEquals(
        List.of("", "events.k8s.io"),
        role.array("rules").object(role.array("rules").size() - 1).strings("apiGroups"));
  }

  @Test
  void whatAnAdministratorAddedStaysAndWhatIsMissingComesIn() {
    JsonObject expected = find("ClusterRole", "system:basic-user");
    JsonObject extra =
        json("{'r':{'verbs':['get'],'apiGroups':[''],'resources':['pods']}}").object("r");
    JsonObject partial =
        expected
            .with("rules", JsonArray.of(expected.array("rules").get(0), extra))
            .with("metadata", json("{'name':'system:basic-user','labels':{'mine':'x'}}"));
    JsonObject mended = RoleReconciliation.reconciled(partial, expected);
    assertEquals(3, mended.array("rules").size());
    assertTrue(mended.array("rules").items().contains(extra));
    assertEquals("x", Meta.label(mended, "mine"));
    assertEquals("rbac-defaults", Meta.label(mended, "kubernetes.io/bootstrapping"));
    assertSame(mended, RoleReconciliation.reconciled(mended, expected));
  }

  @Test
  void aWiderRuleIsEnough() {
    JsonObject expected = json("{'rules':[{'verbs':['get'],'apiGroups':[''],'resources':['a']}]}");
    JsonObject wide =
        json("{'rules':[{'verbs':['*'],'apiGroups':['','b'],'resources':['a','b']}]}");
    assertEquals(wide.array("rules"), RoleReconciliation.reconciled(wide, expected).array("rules"));
    JsonObject narrow =
        json(
            "{'rules':[{'verbs':['*'],'apiGroups':[''],'resources':['a'],'resourceNames':['x']}]}");
    assertEquals(2, RoleReconciliation.reconciled(narrow, expected).array("rules").size());
  }

  @Test
  void anAggregatedRolesRulesAreLeftToItsController() {
    JsonObject expected = find("ClusterRole", "view");
    JsonObject filled = expected.with("rules", find("ClusterRole", "cluster-admin").get("rules"));
    assertSame(filled, RoleReconciliation.reconciled(filled, expected));
  }

  @Test
  void aBindingToAnotherRoleIsReplacedUnlessItIsProtected() {
    JsonObject expected = find("ClusterRoleBinding", "cluster-admin");
    JsonObject other = expected.with("roleRef", expected.object("roleRef").with("name", "view"));
    assertTrue(RoleReconciliation.mustReplace(other, expected));
    assertFalse(RoleReconciliation.mustReplace(expected, expected));
    assertTrue(
        RoleReconciliation.isProtected(
            Meta.withAnnotation(other, RbacPolicy.AUTO_UPDATE, "false")));
  }
}
