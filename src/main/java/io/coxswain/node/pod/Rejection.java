package io.coxswain.node.pod;

/**
 * Why this node does not take a pod that was bound to it.
 *
 * @param reason for {@code status.reason} and the event, such as {@code NodePorts}
 * @param message as the event has it; the status puts "Pod was rejected: " before it
 */
record Rejection(String reason, String message) {
  /** Whether it speaks of the Node's labels or taints, which may be newer on the server. */
  boolean ofNode() {
    return reason.equals("NodeAffinity") || reason.equals("TaintToleration");
  }
}
