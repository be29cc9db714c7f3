package io.coxswain.controller;

import io.coxswain.client.FakeApi;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;

/** Services and pods for tests of endpoints. */
public final class ServiceFixture {
  private ServiceFixture() {}

  public static JsonObject service(String ports) {
    return FakeApi.json(
        """
        {'apiVersion':'v1','kind':'Service','metadata':{'name':'web','namespace':'ns','labels':{'tier':'front'}},
         'spec':{'clusterIP':'10.96.0.5','ipFamilies':['IPv4'],'selector':{'app':'web'},'ports':%s}}
        """
            .formatted(ports));
  }

  public static JsonObject service() {
    return service("[{'name':'http','port':80,'targetPort':8080,'protocol':'TCP'}]");
  }

  public static JsonObject pod(String name, String ip, boolean ready) {
    return FakeApi.json(
        """
        {'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s','namespace':'ns','labels':{'app':'web'}},
         'spec':{'nodeName':'n1','containers':[{'name':'c','ports':[{'name':'web','containerPort':9090,'protocol':'TCP'}]}]},
         'status':{'phase':'Running','podIP':'%s','podIPs':[{'ip':'%s'}],
           'conditions':[{'type':'Ready','status':'%s'}]}}
        """
            .formatted(name, ip, ip, ready ? "True" : "False"));
  }

  public static JsonObject deleting(JsonObject pod) {
    return pod.withAt(Json.of("2026-01-01T00:00:00Z"), "metadata", "deletionTimestamp")
        .withAt(Json.of(30), "metadata", "deletionGracePeriodSeconds");
  }
}
