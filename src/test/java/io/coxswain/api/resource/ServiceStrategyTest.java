package io.coxswain.api.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServiceStrategyTest {
  private static String service(String spec) {
    return "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: " + spec + "\n";
  }

  private static JsonObject addressed(String spec) {
    return ServiceHoldings.withIp(Given.created(service(spec)), "10.96.0.7");
  }

  private static JsonObject update(JsonObject old, JsonObject next) {
    Strategy strategy = Given.strategy(old);
    return strategy.prepareForUpdate(strategy.defaults(next), old);
  }

  @Test
  void aServiceIsCompletedAsUpstreamDoes() {
    assertEquals(
        Given.json(
            "{'type':'ClusterIP','sessionAffinity':'None','internalTrafficPolicy':'Cluster',"
                + "'ipFamilies':['IPv4'],'ipFamilyPolicy':'SingleStack','selector':{'a':'b'},"
                + "'ports':[{'port':80,'protocol':'TCP','targetPort':80}]}"),
        Given.created(service("{selector: {a: b}, ports: [{port: 80}]}")).get("spec"));
  }

  @Test
  void whatOnlyNodePortsHaveIsDefaultedForThem() {
    JsonObject spec =
        Given.created(service("{type: NodePort, ports: [{port: 80}]}")).object("spec");
    assertEquals("Cluster", spec.string("externalTrafficPolicy"));
    JsonObject sticky =
        Given.created(service("{sessionAffinity: ClientIP, ports: [{port: 80}]}")).object("spec");
    assertEquals(
        10_800, sticky.objectAt("sessionAffinityConfig", "clientIP").integer("timeoutSeconds", 0));
  }

  @Test
  void headlessAndExternalServicesHaveNoAddress() {
    JsonObject headless = Given.created(service("{clusterIP: None, selector: {a: b}}"));
    assertEquals(JsonArray.ofStrings("None"), headless.object("spec").get("clusterIPs"));
    assertFalse(ServiceHoldings.wantsIp(headless));
    JsonObject open = Given.created(service("{clusterIP: None}"));
    assertEquals("RequireDualStack", open.object("spec").string("ipFamilyPolicy"));
    JsonObject external = Given.created(service("{type: ExternalName, externalName: a.example}"));
    assertFalse(external.object("spec").has("ipFamilies"));
    assertFalse(ServiceHoldings.wantsIp(external));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {} | spec.ports: Required value
          {ports: [{port: 0, targetPort: 80}]} | spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive
          {ports: [{port: 80}, {port: 81, name: b}]} | spec.ports[0].name: Required value
          {ports: [{port: 80, name: a}, {port: 80, name: b}]} | spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}
          {ports: [{port: 80}], trafficDistribution: Nearest} | spec.trafficDistribution: Unsupported value: "Nearest": supported values: "PreferClose", "PreferSameZone", "PreferSameNode"
          {type: LoadBalancer, ports: [{port: 80}], loadBalancerSourceRanges: [" 10.0.0.0/8 ", 10.0.0.1]} | spec.LoadBalancerSourceRanges[1]: Invalid value: "10.0.0.1": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)
          {ports: [{port: 80, name: a}, {port: 81, name: a}]} | spec.ports[1].name: Duplicate value: "a"
          {ports: [{port: 80, protocol: ICMP}]} | spec.ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"
          {ports: [{port: 80, nodePort: 30080}]} | spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'
          {ports: [{port: 80}], type: Fancy} | spec.type: Unsupported value: "Fancy": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"
          {ports: [{port: 80}], clusterIP: nope} | spec.clusterIPs[0]: Invalid value: "nope": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
          {ports: [{port: 80}], sessionAffinity: Some} | spec.sessionAffinity: Unsupported value: "Some": supported values: "ClientIP", "None"
          {type: ExternalName} | spec.externalName: Required value
          {ports: [{port: 80}], externalTrafficPolicy: Local} | spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services
          """)
  void badServicesAreRefused(String spec, String error) {
    assertEquals(List.of(error), Given.errors(service(spec)));
  }

  @Test
  void anUpdateWithoutAddressesKeepsThem() {
    JsonObject old =
        addressed("{type: NodePort, ports: [{port: 80}]}")
            .withAt(
                JsonArray.of(
                    Given.json("{'port':80,'protocol':'TCP','targetPort':80,'nodePort':30080}")),
                "spec",
                "ports");
    JsonObject next =
        update(old, Given.complete(service("{type: NodePort, ports: [{port: 80}, {port: 81}]}")));
    assertEquals("10.96.0.7", next.object("spec").string("clusterIP"));
    assertEquals(30080, next.object("spec").objects("ports").get(0).integer("nodePort", 0));
    assertFalse(next.object("spec").objects("ports").get(1).has("nodePort"));
  }

  @Test
  void theAddressDoesNotChange() {
    JsonObject old = addressed("{ports: [{port: 80}]}");
    JsonObject next = old.withAt(Json.of("10.96.0.8"), "spec", "clusterIP");
    assertEquals(
        List.of("spec.clusterIPs[0]: Invalid value: [\"10.96.0.8\"]: may not change once set"),
        Given.errors(old, next));
  }

  @Test
  void aServiceThatBecomesExternalGivesItsAddressBack() {
    JsonObject old = addressed("{ports: [{port: 80}]}");
    JsonObject next =
        update(
            old,
            old.withAt(Json.of("ExternalName"), "spec", "type")
                .withAt(Json.of("a.example"), "spec", "externalName"));
    assertFalse(next.object("spec").has("clusterIP"));
    assertFalse(next.object("spec").has("clusterIPs"));
    assertEquals(List.of(), List.copyOf(ServiceHoldings.ips(next)));
  }

  @Test
  void nodePortsGoWithTheirType() {
    JsonObject old =
        addressed("{type: NodePort, ports: [{port: 80}]}")
            .withAt(
                JsonArray.of(
                    Given.json("{'port':80,'protocol':'TCP','targetPort':80,'nodePort':30080}")),
                "spec",
                "ports");
    JsonObject next = update(old, old.withAt(Json.of("ClusterIP"), "spec", "type"));
    assertFalse(next.object("spec").objects("ports").getFirst().has("nodePort"));
    assertFalse(next.object("spec").has("externalTrafficPolicy"));
    assertEquals(List.of(), Given.errors(old, old.withAt(Json.of("ClusterIP"), "spec", "type")));
  }
}
