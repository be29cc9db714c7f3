package io.coxswain.api.discovery;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.GroupVersion;
import io.coxswain.schema.ResourceType;
import io.coxswain.schema.Scheme;
import io.coxswain.schema.Subresource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The documents of discovery by group: APIVersions, APIGroupList, APIGroup, APIResourceList. */
final class GroupDiscovery {
  private final Scheme scheme;

  GroupDiscovery(Scheme scheme) {
    this.scheme = scheme;
  }

  JsonObject versions(String serverAddress) {
    return JsonObject.builder()
        .put("kind", "APIVersions")
        .put("versions", JsonArray.ofStrings("v1"))
        .put(
            "serverAddressByClientCIDRs",
            JsonArray.of(
                JsonObject.builder()
                    .put("clientCIDR", "0.0.0.0/0")
                    .put("serverAddress", serverAddress)
                    .build()))
        .build();
  }

  JsonObject groups() {
    List<Json> out = new ArrayList<>();
    versionsByGroup().forEach((group, versions) -> out.add(group(group, versions)));
    return JsonObject.builder()
        .put("kind", "APIGroupList")
        .put("apiVersion", "v1")
        .put("groups", JsonArray.of(out))
        .build();
  }

  /** The APIGroup, or {@code null} where nothing of the group is served. */
  JsonObject group(String group) {
    List<GroupVersion> versions = versionsByGroup().get(group);
    if (versions == null) {
      return null;
    }
    return JsonObject.builder()
        .put("kind", "APIGroup")
        .put("apiVersion", "v1")
        .putAll(group(group, versions))
        .build();
  }

  private static JsonObject group(String group, List<GroupVersion> versions) {
    List<Json> all = new ArrayList<>();
    versions.forEach(version -> all.add(version(version)));
    return JsonObject.builder()
        .put("name", group)
        .put("versions", JsonArray.of(all))
        .put("preferredVersion", all.getFirst())
        .build();
  }

  private static JsonObject version(GroupVersion version) {
    return JsonObject.builder()
        .put("groupVersion", version.toString())
        .put("version", version.version())
        .build();
  }

  /** The named groups and their versions, both in serving order. */
  Map<String, List<GroupVersion>> versionsByGroup() {
    Map<String, List<GroupVersion>> out = new LinkedHashMap<>();
    for (GroupVersion version : scheme.groupVersions()) {
      if (!version.group().isEmpty()) {
        out.computeIfAbsent(version.group(), group -> new ArrayList<>()).add(version);
      }
    }
    return out;
  }

  /** The resources of a version by name. */
  List<ResourceType> resources(GroupVersion version) {
    return scheme.resources().stream()
        .filter(resource -> resource.kind().groupVersion().equals(version))
        .sorted(Comparator.comparing(ResourceType::plural))
        .toList();
  }

  /** The APIResourceList, or {@code null} where the version is not served. */
  JsonObject resourceList(GroupVersion version) {
    List<Json> out = new ArrayList<>();
    for (ResourceType resource : resources(version)) {
      out.add(resource(resource));
      resource.subresources().stream()
          .sorted(Comparator.comparing(Subresource::name))
          .forEach(subresource -> out.add(subresource(resource, subresource)));
    }
    if (out.isEmpty()) {
      return null;
    }
    return JsonObject.builder()
        .put("kind", "APIResourceList")
        .put("apiVersion", "v1")
        .put("groupVersion", version.toString())
        .put("resources", JsonArray.of(out))
        .build();
  }

  private static JsonObject resource(ResourceType resource) {
    return JsonObject.builder()
        .put("name", resource.plural())
        .put("singularName", resource.singular())
        .put("namespaced", resource.namespaced())
        .put("kind", resource.kind().kind())
        .put("verbs", verbs(resource.verbs()))
        .put("shortNames", strings(resource.shortNames()))
        .put("categories", strings(resource.categories()))
        .build();
  }

  private static JsonObject subresource(ResourceType resource, Subresource subresource) {
    boolean foreign = !subresource.kind().groupVersion().equals(resource.kind().groupVersion());
    return JsonObject.builder()
        .put("name", resource.plural() + "/" + subresource.name())
        .put("singularName", "")
        .put("namespaced", resource.namespaced())
        .put("group", foreign ? subresource.kind().group() : null)
        .put("version", foreign ? subresource.kind().version() : null)
        .put("kind", subresource.kind().kind())
        .put("verbs", verbs(subresource.verbs()))
        .build();
  }

  static JsonArray verbs(Set<String> verbs) {
    return JsonArray.ofStrings(new TreeSet<>(verbs));
  }

  static JsonArray strings(List<String> values) {
    return values.isEmpty() ? null : JsonArray.ofStrings(values);
  }
}
