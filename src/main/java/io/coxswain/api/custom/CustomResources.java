package io.coxswain.api.custom;

import io.coxswain.cache.Cache;
import io.coxswain.schema.LiveScheme;

/** Keeps the scheme in step with the stored definitions. */
public final class CustomResources {
  private static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

  private CustomResources() {}

  /**
   * From now on. Whoever sees a change of a definition in the cache finds the scheme changed
   * already.
   */
  public static void follow(Cache cache, LiveScheme schemes) {
    cache.listen(
        DEFINITIONS,
        (old, now) -> {
          if (now == null) {
            schemes.forget(old.key().name());
          } else {
            schemes.define(now.object());
          }
        });
  }
}
