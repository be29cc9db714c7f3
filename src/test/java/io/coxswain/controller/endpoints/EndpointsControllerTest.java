package io.coxswain.controller.endpoints;

import static io.coxswain.controller.ServiceFixture.deleting;
import static io.coxswain.controller.ServiceFixture.pod;
import static io.coxswain.controller.ServiceFixture.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointsControllerTest {
  private final Harness harness = new Harness();

  @AfterEach
  void close() {
    harness.close();
  }

  private static List<String> ips(JsonObject subset, String field) {
    return subset.objects(field).stream().map(a -> a.string("ip")).toList();
  }

  private JsonObject endpoints() {
    return harness.api.get(Resources.ENDPOINTS, "ns", "web");
  }

  @Test
  void readyAndUnreadyAddressesAreApart() {
    JsonObject subset =
        Subsets.of(service(), List.of(pod("a", "10.0.0.1", true), pod("b", "10.0.0.2", false)))
            .subsets()
            .object(0);
    assertEquals(List.of("10.0.0.1"), ips(subset, "addresses"));
    assertEquals(List.of("10.0.0.2"), ips(subset, "notReadyAddresses"));
    assertEquals(8080, subset.objects("ports").getFirst().integer("port", 0));
    assertEquals("a", subset.objects("addresses").getFirst().stringAt("targetRef", "name"));
  }

  @Test
  void terminatingAndEndedPodsAreLeftOut() {
    JsonObject ended = pod("c", "10.0.0.3", false).withAt(Json.of("Failed"), "status", "phase");
    List<JsonObject> pods =
        List.of(deleting(pod("a", "10.0.0.1", true)), pod("b", "", true), ended);
    assertTrue(Subsets.of(service(), pods).subsets().isEmpty());
  }

  @Test
  void unreadyPodsMayBePublished() {
    JsonObject tolerant = service().withAt(Json.of(true), "spec", "publishNotReadyAddresses");
    JsonObject subset =
        Subsets.of(tolerant, List.of(deleting(pod("a", "10.0.0.1", false)))).subsets().object(0);
    assertEquals(List.of("10.0.0.1"), ips(subset, "addresses"));
  }

  @Test
  void namedPortsFollowThePod() {
    JsonObject named =
        service("[{'port':80,'targetPort':'web'},{'name':'x','port':81,'targetPort':'none'}]");
    JsonObject subset = Subsets.of(named, List.of(pod("a", "10.0.0.1", true))).subsets().object(0);
    assertEquals(1, subset.objects("ports").size());
    assertEquals(9090, subset.objects("ports").getFirst().integer("port", 0));
    assertFalse(subset.objects("ports").getFirst().has("name"));
  }

  @Test
  void aHeadlessServiceWithoutPortsHasAddressesAlone() {
    JsonObject headless = service("[]").withAt(Json.of("None"), "spec", "clusterIP");
    JsonObject subset =
        Subsets.of(headless, List.of(pod("a", "10.0.0.1", true))).subsets().object(0);
    assertFalse(subset.has("ports"));
    assertEquals(List.of("10.0.0.1"), ips(subset, "addresses"));
  }

  @Test
  void moreThanAThousandAreCutUnreadyFirst() {
    List<JsonObject> pods = new ArrayList<>();
    for (int i = 0; i < 1005; i++) {
      pods.add(pod("p" + i, "10.0." + i / 250 + "." + i % 250, i >= 5));
    }
    Subsets.Computed computed = Subsets.of(service(), pods);
    assertTrue(computed.truncated());
    assertEquals(1000, computed.subsets().object(0).objects("addresses").size());
  }

  @Test
  void followsPodsAndServices() {
    harness.start("endpoint-controller", EndpointsController::start);
    harness.api.put(Resources.SERVICES, service());
    harness.eventually("empty endpoints", () -> endpoints() != null);
    assertEquals("front", Meta.label(endpoints(), "tier"));
    assertEquals("endpoint-controller", Meta.label(endpoints(), EndpointsController.MANAGED_BY));
    harness.api.put(Resources.PODS, pod("a", "10.0.0.1", true));
    harness.eventually("address", () -> endpoints().objects("subsets").size() == 1);
    harness.api.put(Resources.PODS, pod("a", "10.0.0.1", false));
    harness.eventually(
        "not ready", () -> endpoints().objects("subsets").getFirst().has("notReadyAddresses"));
    harness.api.remove(Resources.PODS, "ns", "a");
    harness.eventually("none", () -> endpoints().objects("subsets").isEmpty());
    harness.api.remove(Resources.SERVICES, "ns", "web");
    harness.eventually("gone", () -> endpoints() == null);
    assertNull(endpoints());
  }

  @Test
  void endpointsOfOthersAreLeftAlone() {
    harness.start("endpoint-controller", EndpointsController::start);
    JsonObject own = service().with("spec", service().object("spec").without("selector"));
    harness.api.put(Resources.SERVICES, own);
    harness.api.put(Resources.SERVICES, Meta.with(service(), "name", "other"));
    harness.eventually(
        "the other", () -> harness.api.get(Resources.ENDPOINTS, "ns", "other") != null);
    assertNull(endpoints());
  }
}
