package io.coxswain.api.authz;

import io.coxswain.cache.Cache;
import io.coxswain.cache.Entry;
import io.coxswain.json.JsonObject;

/** Keeps the indexes of the authorizers up to date from the cache. */
public final class AuthorizationFeed {
  private AuthorizationFeed() {}

  public static void listen(Cache cache, RbacIndex rbac) {
    for (String resource : RbacIndex.RESOURCES) {
      cache.listen(resource, (old, now) -> rbac.changed(resource, object(old), object(now)));
    }
  }

  public static void listen(Cache cache, NodeGraph graph) {
    for (String resource : NodeGraph.RESOURCES) {
      cache.listen(resource, (old, now) -> graph.changed(resource, object(old), object(now)));
    }
  }

  private static JsonObject object(Entry entry) {
    return entry == null ? null : entry.object();
  }
}
