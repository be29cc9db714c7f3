package io.coxswain.api.resource;

import java.util.Map;

/** The strategy of every kind served, by group and plural such as {@code deployments.apps}. */
public final class Strategies {
  private static final Traits RESOURCE = Traits.NAMESPACED.withGeneration().conditional();
  private static final Strategy CUSTOM = new StandardStrategy(RESOURCE);
  private static final Strategy CUSTOM_STATUS = new StandardStrategy(RESOURCE.withStatus());
  private static final Strategy CUSTOM_CLUSTER = new StandardStrategy(RESOURCE.inCluster());
  private static final Strategy CUSTOM_CLUSTER_STATUS =
      new StandardStrategy(RESOURCE.inCluster().withStatus());
  private static final Map<String, Strategy> BUILT_IN = StrategyTable.all();

  private Strategies() {}

  /**
   * The strategy of a built-in kind; for a kind nobody has described, that of a namespaced custom
   * resource without status.
   */
  public static Strategy of(String groupResource) {
    Strategy known = BUILT_IN.get(groupResource);
    return known == null ? CUSTOM : known;
  }

  /** The strategy of a custom resource. */
  public static Strategy custom(boolean namespaced, boolean status) {
    if (namespaced) {
      return status ? CUSTOM_STATUS : CUSTOM;
    }
    return status ? CUSTOM_CLUSTER_STATUS : CUSTOM_CLUSTER;
  }
}
