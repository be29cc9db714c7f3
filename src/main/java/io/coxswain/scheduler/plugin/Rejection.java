package io.coxswain.scheduler.plugin;

import java.util.List;

/**
 * Why a node cannot take a pod, in upstream's words.
 *
 * @param resolvable whether removing pods from the node could help
 */
public record Rejection(List<String> reasons, boolean resolvable) {

  static Rejection resolvable(String reason) {
    return new Rejection(List.of(reason), true);
  }

  static Rejection unresolvable(String reason) {
    return new Rejection(List.of(reason), false);
  }
}
