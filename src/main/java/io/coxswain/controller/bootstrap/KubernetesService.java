package io.coxswain.controller.bootstrap;

import io.coxswain.client.KubeClient;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Reason;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * {@code default/kubernetes}: the API server as a Service. It has no selector; its endpoints are
 * the advertised addresses of the servers that are alive.
 */
public final class KubernetesService {
  private static final Gvr SERVICES = Gvr.core("services");
  private static final Gvr ENDPOINTS = Gvr.core("endpoints");
  private static final Gvr SLICES = Gvr.of("discovery.k8s.io/v1", "endpointslices");
  private static final String NAMESPACE = "default";
  private static final String NAME = "kubernetes";

  private final KubeClient client;
  private final ClusterFacts facts;

  public KubernetesService(KubeClient client, ClusterFacts facts) {
    this.client = client;
    this.facts = facts;
  }

  /**
   * Makes Service, Endpoints and EndpointSlice say what is so.
   *
   * @param addresses of the servers that are alive, in any order; loopback ones are left out (the
   *     API refuses them), as they reach nobody but this machine
   */
  public void reconcile(Collection<String> addresses) {
    List<String> good =
        addresses.stream()
            .filter(a -> !a.startsWith("127.") && !a.equals("::1"))
            .distinct()
            .sorted()
            .toList();
    service();
    put(ENDPOINTS, endpoints(good), "subsets");
    if (!good.isEmpty()) {
      put(SLICES, slice(good), "endpoints", "ports");
    }
  }

  private void service() {
    if (client.find(SERVICES, NAMESPACE, NAME).isPresent()) {
      return;
    }
    JsonObject spec =
        JsonObject.builder()
            .put("clusterIP", facts.serviceAddress())
            .put(
                "ports", JsonArray.of(DefaultObjects.port("https", 443, "TCP", facts.securePort())))
            .build();
    JsonObject labels =
        JsonObject.builder().put("component", "apiserver").put("provider", "kubernetes").build();
    create(SERVICES, object("v1", "Service", labels).with("spec", spec));
  }

  private JsonObject endpoints(List<String> addresses) {
    JsonArray list =
        addresses.stream()
            .map(address -> JsonObject.of("ip", address))
            .collect(JsonArray.collector());
    JsonObject subset =
        JsonObject.builder().put("addresses", list).put("ports", JsonArray.of(port())).build();
    return object(
            "v1", "Endpoints", JsonObject.of("endpointslice.kubernetes.io/skip-mirror", "true"))
        .with("subsets", addresses.isEmpty() ? JsonArray.EMPTY : JsonArray.of(subset));
  }

  private JsonObject slice(List<String> addresses) {
    JsonArray endpoints =
        addresses.stream()
            .map(
                address ->
                    JsonObject.builder()
                        .put("addresses", JsonArray.ofStrings(address))
                        .put("conditions", JsonObject.EMPTY.with("ready", true))
                        .build())
            .collect(JsonArray.collector());
    boolean six = addresses.getFirst().indexOf(':') >= 0;
    return object(
            "discovery.k8s.io/v1",
            "EndpointSlice",
            JsonObject.of("kubernetes.io/service-name", NAME))
        .with("addressType", six ? "IPv6" : "IPv4")
        .with("endpoints", endpoints)
        .with("ports", JsonArray.of(port()));
  }

  private JsonObject port() {
    return JsonObject.builder()
        .put("name", "https")
        .put("port", facts.securePort())
        .put("protocol", "TCP")
        .build();
  }

  private static JsonObject object(String apiVersion, String kind, JsonObject labels) {
    JsonObject object = DefaultObjects.object(apiVersion, kind, NAMESPACE, NAME);
    return object.with("metadata", object.object("metadata").with("labels", labels));
  }

  private void put(Gvr resource, JsonObject wanted, String... fields) {
    Optional<JsonObject> existing = client.find(resource, NAMESPACE, NAME);
    if (existing.isEmpty()) {
      create(resource, wanted);
      return;
    }
    JsonObject next = existing.get();
    for (String field : fields) {
      next = next.with(field, wanted.get(field));
    }
    if (!next.equals(existing.get())) {
      client.update(resource, next);
    }
  }

  private void create(Gvr resource, JsonObject object) {
    try {
      client.create(resource, NAMESPACE, object);
    } catch (ApiException e) {
      if (!e.is(Reason.ALREADY_EXISTS)) { // another server was faster
        throw e;
      }
    }
  }
}
