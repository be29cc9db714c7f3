package io.coxswain.client;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a {@link FakeApi} knows of kinds; resources it does not list work all the same. */
final class FakeDiscovery {
  private record Kind(String apiVersion, String plural, String kind, boolean namespaced) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("v1", "pods", "Pod", true),
          new Kind("v1", "services", "Service", true),
          new Kind("v1", "endpoints", "Endpoints", true),
          new Kind("v1", "configmaps", "ConfigMap", true),
          new Kind("v1", "secrets", "Secret", true),
          new Kind("v1", "serviceaccounts", "ServiceAccount", true),
          new Kind("v1", "replicationcontrollers", "ReplicationController", true),
          new Kind("v1", "events", "Event", true),
          new Kind("v1", "nodes", "Node", false),
          new Kind("v1", "namespaces", "Namespace", false),
          new Kind("apps/v1", "deployments", "Deployment", true),
          new Kind("apps/v1", "replicasets", "ReplicaSet", true),
          new Kind("apps/v1", "daemonsets", "DaemonSet", true),
          new Kind("apps/v1", "statefulsets", "StatefulSet", true),
          new Kind("apps/v1", "controllerrevisions", "ControllerRevision", true),
          new Kind("batch/v1", "jobs", "Job", true),
          new Kind("batch/v1", "cronjobs", "CronJob", true),
          new Kind("discovery.k8s.io/v1", "endpointslices", "EndpointSlice", true),
          new Kind("policy/v1", "poddisruptionbudgets", "PodDisruptionBudget", true),
          new Kind("coordination.k8s.io/v1", "leases", "Lease", true),
          new Kind("rbac.authorization.k8s.io/v1", "clusterroles", "ClusterRole", false),
          new Kind(
              "certificates.k8s.io/v1",
              "certificatesigningrequests",
              "CertificateSigningRequest",
              false));

  private FakeDiscovery() {}

  static boolean isDiscovery(String path) {
    return path.equals("/api")
        || path.equals("/apis")
        || path.matches("/api/[^/]+")
        || path.matches("/apis/[^/]+/[^/]+");
  }

  static String kind(Gvr resource) {
    return KINDS.stream()
        .filter(k -> k.apiVersion.equals(resource.apiVersion()))
        .filter(k -> k.plural.equals(resource.resource()))
        .map(Kind::kind)
        .findFirst()
        .orElse("");
  }

  static boolean hasStatus(Gvr resource) {
    return !List.of("endpoints", "configmaps", "secrets", "serviceaccounts", "events", "leases")
        .contains(resource.resource());
  }

  static JsonObject answer(String path) {
    if (path.equals("/api")) {
      return JsonObject.builder()
          .put("kind", "APIVersions")
          .put("versions", JsonArray.ofStrings("v1"))
          .build();
    }
    if (path.equals("/apis")) {
      return groups();
    }
    String apiVersion = path.replaceFirst("/apis?/", "");
    JsonArray resources = JsonArray.EMPTY;
    for (Kind kind : KINDS) {
      if (kind.apiVersion.equals(apiVersion)) {
        resources = resources.with(resource(kind));
      }
    }
    if (resources.isEmpty()) {
      throw ApiException.noResource();
    }
    return JsonObject.builder()
        .put("kind", "APIResourceList")
        .put("apiVersion", "v1")
        .put("groupVersion", apiVersion)
        .put("resources", resources)
        .build();
  }

  private static JsonObject resource(Kind kind) {
    return JsonObject.builder()
        .put("name", kind.plural)
        .put("singularName", kind.kind.toLowerCase(java.util.Locale.ROOT))
        .put("namespaced", kind.namespaced)
        .put("kind", kind.kind)
        .put(
            "verbs",
            JsonArray.ofStrings(
                "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"))
        .build();
  }

  private static JsonObject groups() {
    Map<String, String> versions = new TreeMap<>();
    for (Kind kind : KINDS) {
      int slash = kind.apiVersion.indexOf('/');
      if (slash > 0) {
        versions.put(kind.apiVersion.substring(0, slash), kind.apiVersion);
      }
    }
    JsonArray groups = JsonArray.EMPTY;
    for (Map.Entry<String, String> group : versions.entrySet()) {
      JsonObject version =
          JsonObject.builder()
              .put("groupVersion", group.getValue())
              .put("version", group.getValue().substring(group.getKey().length() + 1))
              .build();
      groups =
          groups.with(
              JsonObject.builder()
                  .put("name", group.getKey())
                  .put("versions", JsonArray.of(version))
                  .put("preferredVersion", version)
                  .build());
    }
    return JsonObject.builder()
        .put("kind", "APIGroupList")
        .put("apiVersion", "v1")
        .put("groups", groups)
        .build();
  }
}
