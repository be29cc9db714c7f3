package io.coxswain.api.discovery;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.MediaType;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.GroupVersion;
import io.coxswain.schema.Scheme;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Answers the discovery paths; every document is made when first asked for. Thread-safe. */
public final class Discovery {
  private final GroupDiscovery groups;
  private final String serverAddress;
  private final Map<String, Document> documents = new ConcurrentHashMap<>();

  /**
   * @param serverAddress {@code host:port} as clients reach this server
   */
  public Discovery(Scheme scheme, String serverAddress) {
    this.groups = new GroupDiscovery(scheme);
    this.serverAddress = serverAddress;
  }

  /** The answer, or {@code null} where the path is none of discovery's or names nothing served. */
  public ApiResponse answer(String path, String accept, String ifNoneMatch) {
    String[] parts = path.substring(1).split("/");
    Document document =
        switch (parts[0] + parts.length) {
          case "api1" -> root(path, accept);
          case "apis1" -> root(path, accept);
          case "api2" -> plain(path, () -> groups.resourceList(new GroupVersion("", parts[1])));
          case "apis2" -> plain(path, () -> groups.group(parts[1]));
          case "apis3" ->
              plain(path, () -> groups.resourceList(new GroupVersion(parts[1], parts[2])));
          default -> null;
        };
    return document == null ? null : document.answer(ifNoneMatch);
  }

  private Document root(String path, String accept) {
    boolean core = path.startsWith("/api") && !path.startsWith("/apis");
    String version = aggregatedVersion(accept);
    if (version == null) {
      return plain(path, () -> core ? groups.versions(serverAddress) : groups.groups());
    }
    return documents.computeIfAbsent(
        (core ? "/api" : "/apis") + "#" + version,
        key ->
            Document.json(
                "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList",
                core
                    ? AggregatedDiscovery.core(groups, version)
                    : AggregatedDiscovery.named(groups, version)));
  }

  private Document plain(String path, Supplier<JsonObject> content) {
    Document known = documents.get(path);
    if (known != null) {
      return known;
    }
    JsonObject made = content.get();
    if (made == null) {
      return null; // not kept: anybody could fill the memory with such paths
    }
    Document document = Document.json(ApiResponse.JSON, made);
    documents.put(path, document);
    return document;
  }

  /** The version of aggregated discovery the client likes best, or {@code null} for none. */
  private static String aggregatedVersion(String accept) {
    if (accept == null) {
      return null;
    }
    for (MediaType range : MediaType.accepted(accept)) {
      Map<String, String> parameters = range.parameters();
      String version = parameters.getOrDefault("v", "");
      if ("APIGroupDiscoveryList".equals(parameters.get("as"))
          && "apidiscovery.k8s.io".equals(parameters.get("g"))
          && range.covers(ApiResponse.JSON)
          && (version.equals("v2") || version.equals("v2beta1"))) {
        return version;
      }
      if (!parameters.containsKey("as") && range.covers(ApiResponse.JSON)) {
        return null;
      }
    }
    return null;
  }
}
