package io.coxswain.node.runtime;

import java.util.List;

/** A pod's addresses, the one of the node's first family first; never empty. */
public record PodAddress(List<String> addresses) {
  public String primary() {
    return addresses.getFirst();
  }
}
