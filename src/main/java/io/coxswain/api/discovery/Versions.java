package io.coxswain.api.discovery;

import io.coxswain.api.verb.Loop;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.GroupVersion;
import io.coxswain.schema.OpenApi;
import io.coxswain.schema.Scheme;
import io.vertx.core.Future;

/** The versions of one scheme and the hashes of their OpenAPI documents. Thread-safe. */
final class Versions {
  private final Scheme scheme;
  private final Once<String> hashes = new Once<>();

  Versions(Scheme scheme) {
    this.scheme = scheme;
  }

  Scheme scheme() {
    return scheme;
  }

  /** The version a relative path such as {@code apis/apps/v1} names, or {@code null}. */
  GroupVersion version(String path) {
    for (GroupVersion version : scheme.groupVersions()) {
      if (path.equals(OpenApi.path(version))) {
        return version;
      }
    }
    return null;
  }

  /** Whether a document of that name still has types here. */
  boolean holds(String name) {
    return name.startsWith("/")
        || scheme.groupVersions().stream().anyMatch(v -> name.startsWith(OpenApi.path(v)));
  }

  Future<String> hash(GroupVersion version, Loop loop) {
    return hashes.get(version.toString(), scheme, loop, () -> OpenApi.hash(scheme, version));
  }

  JsonObject index() {
    return OpenApi.v3Index(scheme);
  }
}
