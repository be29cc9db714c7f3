package io.coxswain.api.discovery;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.GroupVersion;
import io.coxswain.kube.Gvk;
import io.coxswain.schema.ResourceType;
import io.coxswain.schema.Subresource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything in one document: {@code apidiscovery.k8s.io APIGroupDiscoveryList} (KEP-3352). */
final class AggregatedDiscovery {
  private AggregatedDiscovery() {}

  /** The document of {@code /api}: the core group alone. */
  static JsonObject core(GroupDiscovery discovery, String version) {
    return list(List.of(group(discovery, "", List.of(new GroupVersion("", "v1")))), version);
  }

  /** The document of {@code /apis}: every named group. */
  static JsonObject named(GroupDiscovery discovery, String version) {
    List<Json> out = new ArrayList<>();
    discovery
        .versionsByGroup()
        .forEach((group, versions) -> out.add(group(discovery, group, versions)));
    return list(out, version);
  }

  private static JsonObject list(List<Json> groups, String version) {
    return JsonObject.builder()
        .put("kind", "APIGroupDiscoveryList")
        .put("apiVersion", "apidiscovery.k8s.io/" + version)
        .put("metadata", JsonObject.EMPTY)
        .put("items", JsonArray.of(groups))
        .build();
  }

  private static JsonObject group(
      GroupDiscovery discovery, String group, List<GroupVersion> versions) {
    List<Json> out = new ArrayList<>();
    for (GroupVersion version : versions) {
      out.add(
          JsonObject.builder()
              .put("version", version.version())
              .put(
                  "resources",
                  discovery.resources(version).stream()
                      .map(AggregatedDiscovery::resource)
                      .collect(JsonArray.collector()))
              .put("freshness", "Current")
              .build());
    }
    return JsonObject.builder()
        .put("metadata", group.isEmpty() ? JsonObject.EMPTY : JsonObject.of("name", group))
        .put("versions", JsonArray.of(out))
        .build();
  }

  private static JsonObject resource(ResourceType resource) {
    JsonArray subresources =
        resource.subresources().stream()
            .sorted(Comparator.comparing(Subresource::name))
            .map(AggregatedDiscovery::subresource)
            .collect(JsonArray.collector());
    return JsonObject.builder()
        .put("resource", resource.plural())
        .put("responseKind", kind(resource.kind()))
        .put("scope", resource.namespaced() ? "Namespaced" : "Cluster")
        .put("singularResource", resource.singular())
        .put("verbs", GroupDiscovery.verbs(resource.verbs()))
        .put("shortNames", GroupDiscovery.strings(resource.shortNames()))
        .put("categories", GroupDiscovery.strings(resource.categories()))
        .put("subresources", subresources.isEmpty() ? null : subresources)
        .build();
  }

  private static JsonObject subresource(Subresource subresource) {
    return JsonObject.builder()
        .put("subresource", subresource.name())
        .put("responseKind", kind(subresource.kind()))
        .put("verbs", GroupDiscovery.verbs(subresource.verbs()))
        .build();
  }

  private static JsonObject kind(Gvk kind) {
    return JsonObject.builder()
        .put("group", kind.group())
        .put("version", kind.version())
        .put("kind", kind.kind())
        .build();
  }
}
