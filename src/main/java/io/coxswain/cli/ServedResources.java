package io.coxswain.cli;

import io.coxswain.client.Answer;
import io.coxswain.client.Call;
import io.coxswain.client.KubeClient;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Gvr;
import io.coxswain.role.RoleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the server serves, by the names people type (discovery, aggregated). */
final class ServedResources {
  private static final String ACCEPT =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  /** One resource; {@code names} are plural, singular, short names and kind in lower case. */
  record Served(Gvr resource, String kind, boolean namespaced, List<String> names) {}

  private final List<Served> all = new ArrayList<>();

  private ServedResources() {}

  static ServedResources of(KubeClient client) {
    ServedResources out = new ServedResources();
    out.read(client, "/api");
    out.read(client, "/apis");
    return out;
  }

  private void read(KubeClient client, String path) {
    Answer answer =
        client
            .transport()
            .send(new Call("GET", path, Map.of("accept", ACCEPT), new byte[0]))
            .toCompletableFuture()
            .join();
    if (answer.code() != 200) {
      throw ApiException.internal("discovery answers HTTP " + answer.code());
    }
    for (JsonObject group : JsonParser.parseObject(answer.body()).objects("items")) {
      for (JsonObject version : group.objects("versions")) {
        for (JsonObject resource : version.objects("resources")) {
          String name = group.object("metadata").string("name", "");
          all.add(
              served(
                  new Gvr(name, version.string("version", ""), resource.string("resource", "")),
                  resource));
        }
      }
    }
  }

  private static Served served(Gvr gvr, JsonObject resource) {
    String kind = resource.object("responseKind").string("kind", "");
    List<String> names = new ArrayList<>(resource.strings("shortNames"));
    names.add(gvr.resource());
    names.add(gvr.groupResource());
    names.add(resource.string("singularResource", ""));
    names.add(kind.toLowerCase(Locale.ROOT));
    return new Served(gvr, kind, "Namespaced".equals(resource.string("scope")), names);
  }

  /**
   * @throws RoleException where there is no such resource
   */
  Served named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (Served served : all) {
      if (served.names().contains(lower)) {
        return served;
      }
    }
    throw new RoleException("the server doesn't have a resource type \"" + name + "\"");
  }

  /**
   * @throws RoleException where there is no such kind
   */
  Served ofKind(Gvk kind) {
    for (Served served : all) {
      if (served.kind().equals(kind.kind())
          && served.resource().groupVersion().equals(kind.groupVersion())) {
        return served;
      }
    }
    throw new RoleException(
        "no matches for kind \"" + kind.kind() + "\" in version \"" + kind.apiVersion() + "\"");
  }
}
