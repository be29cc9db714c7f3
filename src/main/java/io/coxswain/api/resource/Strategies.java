package io.coxswain.api.resource;

import io.coxswain.schema.ResourceType;
import java.util.Map;

/** The strategy of every kind served, by group and plural such as {@code deployments.apps}. */
public final class Strategies {
  private static final Strategy UNKNOWN =
      new StandardStrategy(Traits.NAMESPACED.withGeneration().conditional());
  private static final Map<String, Strategy> BUILT_IN = StrategyTable.all();

  private Strategies() {}

  /**
   * The strategy of a built-in kind; for a kind nobody has described, that of a namespaced one
   * without status.
   */
  public static Strategy of(String groupResource) {
    Strategy known = BUILT_IN.get(groupResource);
    return known == null ? UNKNOWN : known;
  }

  /** The strategy of a resource, built in or custom. */
  public static Strategy of(ResourceType type) {
    return type.isCustom() ? new CustomStrategy(type) : of(type.storageResource());
  }
}
