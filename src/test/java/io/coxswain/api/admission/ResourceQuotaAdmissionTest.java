package io.coxswain.api.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.Promise;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResourceQuotaAdmissionTest {
  private final AdmissionCase cases = new AdmissionCase();
  private final Promise<Void> later = Promise.promise();
  private final ResourceQuotaAdmission plugin =
      new ResourceQuotaAdmission(cases.objects, millis -> later.future());

  @BeforeEach
  void limit() {
    cases.cluster.put(
        "resourcequotas",
        "{'metadata':{'name':'q','namespace':'d'},'spec':{'hard':{'configmaps':'1','cpu':'1'}}}");
  }

  private String create(String name) {
    String configMap = "{'metadata':{'name':'%s','namespace':'d'}}".formatted(name);
    return AdmissionCase.refusal(plugin, cases.create("configmaps", configMap));
  }

  @Test
  void whatWasJustAdmittedCountsUntilItIsSeenOrForgotten() {
    assertNull(create("a"));
    assertEquals(
        "configmaps \"b\" is forbidden: exceeded quota: q, requested: configmaps=1,"
            + " used: configmaps=1, limited: configmaps=1",
        create("b"));
    later.complete();
    assertNull(create("c"));
  }

  @Test
  void podsUnderAComputeQuotaSayWhatTheyNeed() {
    String pod = "{'metadata':{'name':'p','namespace':'d'},'spec':{'containers':[{'name':'x'}]}}";

    assertEquals(
        "pods \"p\" is forbidden: failed quota: q: must specify cpu for: x",
        AdmissionCase.refusal(plugin, cases.create("pods", pod)));
  }

  @Test
  void otherNamespacesAreFree() {
    String far = "{'metadata':{'name':'x','namespace':'e'}}";

    assertNull(AdmissionCase.refusal(plugin, cases.create("configmaps", far)));
    assertNull(AdmissionCase.refusal(plugin, cases.create("configmaps", far)));
  }
}
