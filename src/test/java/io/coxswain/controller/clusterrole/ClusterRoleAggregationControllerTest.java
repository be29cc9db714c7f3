package io.coxswain.controller.clusterrole;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterRoleAggregationControllerTest {
  private final Harness harness = new Harness();

  @AfterEach
  void close() {
    harness.close();
  }

  private void role(String name, String label, String rules) {
    harness.api.put(
        Resources.CLUSTER_ROLES,
        FakeApi.json(
            """
            {'apiVersion':'rbac.authorization.k8s.io/v1','kind':'ClusterRole',
             'metadata':{'name':'%s','labels':{'to':'%s'}},'rules':%s}
            """
                .formatted(name, label, rules)));
  }

  private JsonObject view() {
    return harness.api.get(Resources.CLUSTER_ROLES, "", "view");
  }

  @Test
  void selectedRulesAreUnitedAndFollowed() {
    role("b", "view", "[{'verbs':['get']},{'verbs':['list']}]");
    role("a", "view", "[{'verbs':['get']}]");
    role("c", "other", "[{'verbs':['delete']}]");
    harness.api.put(
        Resources.CLUSTER_ROLES,
        FakeApi.json(
            """
            {'apiVersion':'rbac.authorization.k8s.io/v1','kind':'ClusterRole','metadata':{'name':'view'},
             'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'to':'view'}}]}}
            """));
    harness.start("clusterrole-aggregation-controller", ClusterRoleAggregationController::start);
    harness.eventually("united", () -> view().array("rules").size() == 2);
    assertEquals(List.of("get"), view().objects("rules").getFirst().strings("verbs"));
    role("c", "view", "[{'verbs':['delete']}]");
    harness.eventually("followed", () -> view().array("rules").size() == 3);
    harness.api.remove(Resources.CLUSTER_ROLES, "", "b");
    harness.eventually("followed", () -> view().array("rules").size() == 2);
  }
}
