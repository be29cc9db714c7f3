package io.coxswain.controller.bootstrap;

import io.coxswain.client.KubeClient;
import io.coxswain.client.ListOptions;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * {@code default/kubernetes}: the API server as a Service. It has no selector; its endpoints are
 * the advertised addresses of the servers that are alive.
 *
 * <p>Upstream's reconciler (pkg/controlplane/reconcilers) knows one port, that of the server which
 * writes last, so that servers with different ports would undo each other's writes for ever. Here
 * each port has its subset and its slice; with one port, what is written is what upstream writes.
 */
public final class KubernetesService {
  private static final Gvr SERVICES = Gvr.core("services");
  private static final Gvr ENDPOINTS = Gvr.core("endpoints");
  private static final Gvr SLICES = Gvr.of("discovery.k8s.io/v1", "endpointslices");
  private static final String NAMESPACE = "default";
  private static final String NAME = "kubernetes";
  private static final Pattern FURTHER = Pattern.compile(NAME + "-\\d+");
  private static final ListOptions OURS = ListOptions.labels("kubernetes.io/service-name=" + NAME);

  private final KubeClient client;
  private final ClusterFacts facts;

  public KubernetesService(KubeClient client, ClusterFacts facts) {
    this.client = client;
    this.facts = facts;
  }

  /**
   * Makes Service, Endpoints and EndpointSlice say what is so.
   *
   * @param servers those that are alive, in any order; loopback addresses are left out
   */
  public void reconcile(Collection<ServerAddress> servers) {
    SortedMap<Integer, SortedSet<String>> byPort = new TreeMap<>();
    for (ServerAddress server : servers) {
      if (!server.isLoopback()) {
        byPort.computeIfAbsent(server.port(), port -> new TreeSet<>()).add(server.ip());
      }
    }
    service();
    put(ENDPOINTS, NAME, endpoints(byPort), "subsets");
    if (byPort.isEmpty()) {
      return; // a moment without servers is not written down: what is known may still be right
    }
    int first = byPort.firstKey();
    Set<String> wanted = new HashSet<>();
    byPort.forEach(
        (port, ips) -> {
          String name = port == first ? NAME : NAME + "-" + port;
          wanted.add(name);
          put(SLICES, name, slice(name, port, ips), "endpoints", "ports");
        });
    for (JsonObject slice : client.list(SLICES, NAMESPACE, OURS).objects("items")) {
      String name = Meta.name(slice);
      if (FURTHER.matcher(name).matches() && !wanted.contains(name)) {
        client.delete(SLICES, NAMESPACE, name);
      }
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
    create(SERVICES, object("v1", "Service", NAME, labels).with("spec", spec));
  }

  private static JsonObject endpoints(SortedMap<Integer, SortedSet<String>> byPort) {
    JsonArray subsets =
        byPort.entrySet().stream()
            .map(each -> subset(each.getKey(), each.getValue()))
            .collect(JsonArray.collector());
    return object(
            "v1",
            "Endpoints",
            NAME,
            JsonObject.of("endpointslice.kubernetes.io/skip-mirror", "true"))
        .with("subsets", subsets);
  }

  private static JsonObject subset(int port, SortedSet<String> ips) {
    return JsonObject.builder()
        .put(
            "addresses",
            ips.stream().map(ip -> JsonObject.of("ip", ip)).collect(JsonArray.collector()))
        .put("ports", JsonArray.of(port(port)))
        .build();
  }

  private static JsonObject slice(String name, int port, SortedSet<String> addresses) {
    JsonArray endpoints =
        addresses.stream()
            .map(
                address ->
                    JsonObject.builder()
                        .put("addresses", JsonArray.ofStrings(address))
                        .put("conditions", JsonObject.EMPTY.with("ready", true))
                        .build())
            .collect(JsonArray.collector());
    boolean six = addresses.first().indexOf(':') >= 0;
    return object(
            "discovery.k8s.io/v1",
            "EndpointSlice",
            name,
            JsonObject.of("kubernetes.io/service-name", NAME))
        .with("addressType", six ? "IPv6" : "IPv4")
        .with("endpoints", endpoints)
        .with("ports", JsonArray.of(port(port)));
  }

  private static JsonObject port(int port) {
    return JsonObject.builder()
        .put("name", "https")
        .put("port", port)
        .put("protocol", "TCP")
        .build();
  }

  private static JsonObject object(String apiVersion, String kind, String name, JsonObject labels) {
    JsonObject object = DefaultObjects.object(apiVersion, kind, NAMESPACE, name);
    return object.with("metadata", object.object("metadata").with("labels", labels));
  }

  private void put(Gvr resource, String name, JsonObject wanted, String... fields) {
    Optional<JsonObject> existing = client.find(resource, NAMESPACE, name);
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
