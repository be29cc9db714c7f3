package io.coxswain.controller;

import io.coxswain.client.KubeClient;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Asks the server which resources it has, each in its preferred version. */
public final class Discovery {
  private final KubeClient client;

  public Discovery(KubeClient client) {
    this.client = client;
  }

  /** One resource as discovery describes it. */
  public record Resource(Gvr resource, String kind, boolean namespaced, Set<String> verbs) {
    public boolean can(String... wanted) {
      return verbs.containsAll(List.of(wanted));
    }
  }

  /**
   * @param failedGroups versions of groups that could not be asked
   */
  public record Found(List<Resource> resources, List<String> failedGroups) {}

  /** Fails only where not even the list of groups can be had. */
  public Found find() {
    List<Resource> resources = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    add("/api/v1", "v1", resources, failed);
    for (JsonObject group : client.raw("GET", "/apis", null).objects("groups")) {
      String version = group.object("preferredVersion").string("groupVersion", "");
      add("/apis/" + version, version, resources, failed);
    }
    return new Found(List.copyOf(resources), List.copyOf(failed));
  }

  private void add(String path, String version, List<Resource> out, List<String> failed) {
    try {
      for (JsonObject resource : client.raw("GET", path, null).objects("resources")) {
        String name = resource.string("name", "");
        if (!name.contains("/")) {
          out.add(
              new Resource(
                  Gvr.of(version, name),
                  resource.string("kind", ""),
                  resource.bool("namespaced", false),
                  Set.copyOf(resource.strings("verbs"))));
        }
      }
    } catch (ApiException e) {
      failed.add(version);
    }
  }
}
