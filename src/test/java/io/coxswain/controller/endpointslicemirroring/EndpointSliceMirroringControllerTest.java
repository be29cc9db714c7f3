package io.coxswain.controller.endpointslicemirroring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointSliceMirroringControllerTest {
  private final Harness harness = new Harness();

  @AfterEach
  void close() {
    harness.close();
  }

  private void service(String selector) {
    harness.api.put(
        Resources.SERVICES,
        FakeApi.json(
            "{'apiVersion':'v1','kind':'Service','metadata':{'name':'s','namespace':'ns'},'spec':{%s}}"
                .formatted(selector)));
  }

  private void endpoints(String ip) {
    harness.api.put(
        Resources.ENDPOINTS,
        FakeApi.json(
            """
            {'apiVersion':'v1','kind':'Endpoints','metadata':{'name':'s','namespace':'ns'},
             'subsets':[{'addresses':[{'ip':'%s'}],'ports':[{'port':80}]}]}
            """
                .formatted(ip)));
  }

  private List<JsonObject> slices() {
    return harness.api.list(Resources.ENDPOINT_SLICES);
  }

  private String address() {
    return slices().isEmpty()
        ? ""
        : slices().getFirst().objects("endpoints").getFirst().strings("addresses").getFirst();
  }

  private void start() {
    harness.start("endpointslicemirroring-controller", EndpointSliceMirroringController::start);
  }

  @Test
  void followsTheEndpoints() {
    service("");
    endpoints("10.1.2.3");
    start();
    harness.eventually("mirrored", () -> address().equals("10.1.2.3"));
    assertEquals("s", Meta.label(slices().getFirst(), "kubernetes.io/service-name"));
    endpoints("10.2.3.4");
    harness.eventually("updated", () -> address().equals("10.2.3.4"));
    harness.settle();
    assertEquals(1, slices().size());
    harness.api.remove(Resources.ENDPOINTS, "ns", "s");
    harness.eventually("gone", () -> slices().isEmpty());
  }

  @Test
  void leavesServicesWithSelectorsAlone() {
    service("'selector':{'a':'b'}");
    endpoints("10.1.2.3");
    start();
    harness.settle();
    assertEquals(0, slices().size());
  }
}
