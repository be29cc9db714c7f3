package io.coxswain.scheduler.plugin;

import java.util.List;

/** The rules of the default profile, filters in upstream's order. */
public final class Plugins {
  public static final List<Plugin> DEFAULT =
      List.of(
          new NodeUnschedulable(),
          new TaintToleration(),
          new NodeAffinity(),
          new NodePorts(),
          new NodeResourcesFit(),
          new PodTopologySpread(),
          new InterPodAffinity(),
          new NodeResourcesBalancedAllocation(),
          new ImageLocality());

  private Plugins() {}
}
