package io.coxswain.api.admission;

import static io.coxswain.api.admission.AdmissionCase.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceAccountAdmissionTest {
  private static final String POD =
      "{'metadata':{'name':'web','namespace':'d'},'spec':{'containers':[{'name':'c'}]%s}}";

  private final AdmissionCase cases = new AdmissionCase();
  private final List<Long> pauses = new ArrayList<>();
  private Runnable duringPause = () -> {};
  private final ServiceAccountAdmission plugin =
      new ServiceAccountAdmission(
          cases.objects,
          () -> "x7k2b",
          millis -> {
            pauses.add(millis);
            duringPause.run();
            return Future.succeededFuture();
          });

  @BeforeEach
  void accounts() {
    cases.cluster.put(
        "serviceaccounts",
        "{'metadata':{'name':'default','namespace':'d'},'imagePullSecrets':[{'name':'pull'}]}");
    cases.cluster.put(
        "serviceaccounts",
        "{'metadata':{'name':'quiet','namespace':'d'},'automountServiceAccountToken':false}");
  }

  private JsonObject spec(String more) {
    return AdmissionCase.admitted(plugin, cases.create("pods", POD.formatted(more))).object("spec");
  }

  @Test
  void aPodWithoutAccountGetsTheDefaultOneAndItsToken() {
    JsonObject spec = spec("");
    assertEquals("default", spec.string("serviceAccountName"));
    assertEquals(json("{'i':[{'name':'pull'}]}").array("i"), spec.array("imagePullSecrets"));
    JsonObject mount = spec.array("containers").object(0).array("volumeMounts").object(0);
    assertEquals("kube-api-access-x7k2b", mount.string("name"));
    assertEquals("/var/run/secrets/kubernetes.io/serviceaccount", mount.string("mountPath"));
    assertTrue(mount.bool("readOnly", false));
    assertEquals(
        json(
            "{'name':'kube-api-access-x7k2b','projected':{'sources':["
                + "{'serviceAccountToken':{'expirationSeconds':3607,'path':'token'}},"
                + "{'configMap':{'name':'kube-root-ca.crt','items':"
                + "[{'key':'ca.crt','path':'ca.crt'}]}},"
                + "{'downwardAPI':{'items':[{'path':'namespace','fieldRef':"
                + "{'apiVersion':'v1','fieldPath':'metadata.namespace'}}]}}],"
                + "'defaultMode':420}}"),
        spec.array("volumes").object(0));
  }

  @Test
  void accountAndPodCanRefuseTheToken() {
    assertFalse(spec(",'serviceAccountName':'quiet'").has("volumes"));
    assertFalse(spec(",'automountServiceAccountToken':false").has("volumes"));
    assertTrue(
        spec(",'serviceAccountName':'quiet','automountServiceAccountToken':true").has("volumes"));
  }

  @Test
  void aMountOfOnesOwnIsLeftAlone() {
    String taken = "{'name':'w','mountPath':'/var/run/secrets/kubernetes.io/serviceaccount'}";
    JsonObject pod =
        json(
            "{'metadata':{'namespace':'d'},'spec':{'containers':[{'name':'c','volumeMounts':["
                + taken
                + "]}]}}");
    JsonObject spec =
        AdmissionCase.admitted(plugin, cases.create("pods", pod.text())).object("spec");
    assertFalse(spec.has("volumes"));
    assertEquals(pod.object("spec").array("containers"), spec.array("containers"));
  }

  @Test
  void aMissingAccountIsRefused() {
    assertEquals(
        "pods \"web\" is forbidden: error looking up service account d/nobody: serviceaccount"
            + " \"nobody\" not found",
        AdmissionCase.refusal(
            plugin, cases.create("pods", POD.formatted(",'serviceAccountName':'nobody'"))));
    assertTrue(pauses.isEmpty());
  }

  @Test
  void theDefaultAccountOfANewNamespaceIsWaitedFor() {
    cases.cluster.delete("serviceaccounts", "d", "default");
    duringPause =
        () -> {
          if (pauses.size() == 3) {
            accounts();
          }
        };
    assertEquals("default", spec("").string("serviceAccountName"));
    assertEquals(List.of(100L, 100L, 100L), pauses);
  }

  @Test
  void itIsNotWaitedForForEver() {
    cases.cluster.delete("serviceaccounts", "d", "default");
    assertTrue(
        AdmissionCase.refusal(plugin, cases.create("pods", POD.formatted("")))
            .contains("serviceaccount \"default\" not found"));
    assertEquals(9, pauses.size());
  }

  @Test
  void aMirrorPodHasNoAccount() {
    String mirror =
        "{'metadata':{'name':'m','namespace':'d',"
            + "'annotations':{'kubernetes.io/config.mirror':'x'}},'spec':{%s}}";
    assertEquals(
        "pods \"m\" is forbidden: a mirror pod may not reference service accounts",
        AdmissionCase.refusal(
            plugin, cases.create("pods", mirror.formatted("'serviceAccountName':'default'"))));
    assertFalse(
        AdmissionCase.admitted(plugin, cases.create("pods", mirror.formatted("")))
            .object("spec")
            .has("serviceAccountName"));
  }
}
