package io.coxswain.api.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespaceLifecycleTest {
  private static final String POD = "{'metadata':{'name':'web','namespace':'%s'}}";

  private final AdmissionCase cases = new AdmissionCase();
  private final NamespaceLifecycle plugin = new NamespaceLifecycle(cases.objects);

  @BeforeEach
  void namespaces() {
    cases.cluster.put("namespaces", "{'metadata':{'name':'alive'},'status':{'phase':'Active'}}");
    cases.cluster.put(
        "namespaces", "{'metadata':{'name':'dying'},'status':{'phase':'Terminating'}}");
  }

  @Test
  void nothingLivesOutsideANamespace() {
    assertNull(AdmissionCase.refusal(plugin, cases.create("pods", POD.formatted("alive"))));
    assertEquals(
        "namespaces \"gone\" not found",
        AdmissionCase.refusal(plugin, cases.create("pods", POD.formatted("gone"))));
    assertNull(AdmissionCase.refusal(plugin, cases.create("nodes", "{'metadata':{'name':'a'}}")));
  }

  @Test
  void nothingNewComesIntoADyingNamespaceAndClientsCanTell() {
    var error =
        assertThrows(
            ApiException.class,
            () -> AdmissionCase.admitted(plugin, cases.create("pods", POD.formatted("dying"))));
    assertEquals(
        "pods \"web\" is forbidden: unable to create new content in namespace dying because it is"
            + " being terminated",
        error.getMessage());
    assertEquals(403, error.status().code());
    JsonObject cause = error.status().details().array("causes").object(0);
    assertEquals("NamespaceTerminating", cause.string("reason"));
    assertEquals("metadata.namespace", cause.string("field"));
  }

  @Test
  void whatIsThereMayStillChangeAndGo() {
    String pod = POD.formatted("dying");
    assertNull(AdmissionCase.refusal(plugin, cases.update("pods", pod, pod)));
    assertNull(AdmissionCase.refusal(plugin, cases.delete("pods", pod)));
  }

  @Test
  void someNamespacesAreNotDeleted() {
    assertEquals(
        "namespaces \"kube-system\" is forbidden: this namespace may not be deleted",
        AdmissionCase.refusal(
            plugin, cases.delete("namespaces", "{'metadata':{'name':'kube-system'}}")));
    assertNull(
        AdmissionCase.refusal(plugin, cases.delete("namespaces", "{'metadata':{'name':'a'}}")));
  }
}
