package io.coxswain.api.authz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.api.authn.TestCluster;
import io.coxswain.api.authn.UserInfo;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RbacAuthorizerTest {
  private static final String ROLES = "roles.rbac.authorization.k8s.io";
  private static final String CLUSTER_ROLES = "clusterroles.rbac.authorization.k8s.io";
  private static final String BINDINGS = "rolebindings.rbac.authorization.k8s.io";
  private static final String CLUSTER_BINDINGS = "clusterrolebindings.rbac.authorization.k8s.io";

  private final TestCluster cluster = new TestCluster();
  private final RbacIndex index = new RbacIndex();
  private final Authorizer authorizer = new AuthorizerChain(List.of(new RbacAuthorizer(index)));

  @BeforeEach
  void roles() {
    AuthorizationFeed.listen(cluster.cache, index);
    cluster.put(
        ROLES,
        "{'metadata':{'name':'reader','namespace':'team'},'rules':["
            + "{'verbs':['get','list'],'apiGroups':[''],'resources':['pods','pods/log']},"
            + "{'verbs':['get'],'apiGroups':[''],'resources':['secrets'],'resourceNames':['mine']},"
            + "{'verbs':['update'],'apiGroups':['*'],'resources':['*/scale']}]}");
    cluster.put(
        CLUSTER_ROLES,
        "{'metadata':{'name':'viewer'},'rules':["
            + "{'verbs':['*'],'apiGroups':['apps'],'resources':['*']},"
            + "{'verbs':['get'],'nonResourceURLs':['/metrics','/logs/*']}]}");
    cluster.put(
        BINDINGS,
        "{'metadata':{'name':'b','namespace':'team'},'roleRef':{'kind':'Role','name':'reader'},"
            + "'subjects':[{'kind':'User','name':'jane'},{'kind':'ServiceAccount','name':'robot'}]}");
    cluster.put(
        CLUSTER_BINDINGS,
        "{'metadata':{'name':'cb'},'roleRef':{'kind':'ClusterRole','name':'viewer'},"
            + "'subjects':[{'kind':'Group','name':'devs'}]}");
    cluster.put(
        BINDINGS,
        "{'metadata':{'name':'apps','namespace':'team'},"
            + "'roleRef':{'kind':'ClusterRole','name':'viewer'},"
            + "'subjects':[{'kind':'User','name':'joe'}]}");
  }

  private static UserInfo user(String name) {
    List<String> groups =
        switch (name) {
          case "dora" -> List.of("devs");
          case "root" -> List.of("system:masters");
          default -> List.of();
        };
    return new UserInfo(name, "", groups, Map.of());
  }

  private boolean allowed(String user, String verb, String what, String namespace, String name) {
    if (what.startsWith("/")) {
      return authorizer.authorize(Attributes.path(user(user), verb, what)).allowed();
    }
    int dot = what.indexOf('.');
    String group = dot < 0 ? "" : what.substring(dot + 1);
    String[] resource = (dot < 0 ? what : what.substring(0, dot)).split("/");
    return authorizer
        .authorize(
            Attributes.resource(
                user(user),
                verb,
                group,
                resource[0],
                resource.length > 1 ? resource[1] : "",
                namespace == null ? "" : namespace,
                name == null ? "" : name))
        .allowed();
  }

  @ParameterizedTest
  @CsvSource({
    "jane, get, pods, team, x, true",
    "jane, list, pods, team, , true",
    "jane, get, pods/log, team, x, true",
    "jane, get, pods/exec, team, x, false",
    "jane, delete, pods, team, x, false",
    "jane, get, pods, other, x, false",
    "jane, list, pods, , , false",
    "jane, get, pods.metrics, team, x, false",
    "jane, get, secrets, team, mine, true",
    "jane, get, secrets, team, yours, false",
    "jane, list, secrets, team, , false",
    "jane, update, deployments/scale.apps, team, x, true",
    "jane, update, deployments.apps, team, x, false",
    "joe, delete, deployments.apps, team, x, true",
    "joe, delete, deployments.apps, other, x, false",
    "joe, get, /metrics, , , false",
    "dora, delete, deployments/status.apps, anywhere, x, true",
    "dora, list, deployments.apps, , , true",
    "dora, get, /metrics, , , true",
    "dora, get, /logs/kernel, , , true",
    "dora, get, /metrics/x, , , false",
    "dora, post, /metrics, , , false",
    "system:serviceaccount:team:robot, get, pods, team, x, true",
    "system:serviceaccount:other:robot, get, pods, team, x, false",
    "root, delete, anything.else, , x, true",
    "root, delete, /, , , true",
    "nobody, get, pods, team, x, false",
  })
  void rulesAllowWhatTheySay(
      String user, String verb, String what, String namespace, String name, boolean allowed) {
    assertEquals(allowed, allowed(user, verb, what, namespace, name));
  }

  @Test
  void changesCountAtOnce() {
    cluster.put(
        BINDINGS,
        "{'metadata':{'name':'b','namespace':'team'},'roleRef':{'kind':'Role','name':'reader'},"
            + "'subjects':[{'kind':'User','name':'ann'}]}");
    assertTrue(allowed("ann", "get", "pods", "team", "x"));
    assertFalse(allowed("jane", "get", "pods", "team", "x"));
    cluster.delete(ROLES, "team", "reader");
    assertFalse(allowed("ann", "get", "pods", "team", "x"));
    cluster.delete(CLUSTER_BINDINGS, "", "cb");
    assertFalse(allowed("dora", "list", "deployments.apps", "", ""));
  }

  @Test
  void aMissingRoleIsNamed() {
    cluster.delete(ROLES, "team", "reader");
    var decision =
        authorizer.authorize(Attributes.resource(user("jane"), "get", "", "pods", "", "team", "x"));
    assertEquals("RBAC: role.rbac.authorization.k8s.io \"reader\" not found", decision.reason());
  }

  @Test
  void refusalsAreWordedAsUpstreams() {
    assertEquals(
        "pods is forbidden: User \"x\" cannot list resource \"pods\" in API group \"\" in the"
            + " namespace \"default\"",
        refusal(Attributes.resource(user("x"), "list", "", "pods", "", "default", "")));
    assertEquals(
        "deployments.apps \"web\" is forbidden: User \"x\" cannot update resource"
            + " \"deployments/scale\" in API group \"apps\" at the cluster scope",
        refusal(
            Attributes.resource(user("x"), "update", "apps", "deployments", "scale", "", "web")));
    assertEquals(
        "forbidden: User \"x\" cannot get path \"/metrics\"",
        refusal(Attributes.path(user("x"), "get", "/metrics")));
  }

  private static String refusal(Attributes request) {
    return Forbidden.of(request, "").getMessage();
  }

  @Test
  void reviewsAnswerForOthersAndForOneself() {
    var subject = new SubjectAccessReviews(SubjectAccessReviews.Form.SUBJECT, authorizer);
    var self = new SubjectAccessReviews(SubjectAccessReviews.Form.SELF, authorizer);
    String pods = "'resourceAttributes':{'namespace':'team','verb':'get','resource':'pods'}";
    assertTrue(status(subject, "{'user':'jane'," + pods + "}").bool("allowed", false));
    assertFalse(status(subject, "{'user':'joe'," + pods + "}").bool("allowed", true));
    JsonObject groups =
        status(
            subject,
            "{'groups':['devs'],'nonResourceAttributes':{'path':'/metrics','verb':'get'}}");
    assertTrue(groups.bool("allowed", false));
    assertTrue(status(self, "{" + pods + "}").bool("allowed", false));
    assertTrue(
        subject.create(user("jane"), "", "", JsonObject.of("spec", JsonObject.EMPTY)).failed());
  }

  private static JsonObject status(SubjectAccessReviews reviews, String spec) {
    JsonObject body = JsonObject.of("spec", JsonParser.parseObject(spec.replace('\'', '"')));
    return reviews.create(user("jane"), "", "", body).result().object("status");
  }

  @Test
  void whatOneMayDoIsListed() {
    JsonObject body = JsonObject.of("spec", JsonObject.of("namespace", "team"));
    JsonObject status =
        new SelfSubjectRulesReviews(index)
            .create(user("joe"), "", "", body)
            .result()
            .object("status");
    assertEquals(1, status.array("resourceRules").size());
    assertFalse(status.bool("incomplete", true));
  }
}
