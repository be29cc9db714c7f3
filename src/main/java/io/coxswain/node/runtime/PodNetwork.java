package io.coxswain.node.runtime;

import java.util.Set;

/**
 * Gives pods their addresses. Implemented by {@code node.net} on the host and by a fake in tests.
 *
 * <p>All methods are idempotent and are repeated after a restart of the agent: an address once
 * given stays the pod's until {@link #detach}, also across a kill -9 of the agent.
 */
public interface PodNetwork {

  /**
   * Connects the pod's network namespace (its {@code lo} is up already) and opens its host ports.
   *
   * @throws io.coxswain.kube.ApiException if it could not; the worker tries again
   */
  PodAddress attach(PodAttachment pod);

  /** Releases address, link and host ports; does nothing where there is no such pod. */
  void detach(String podUid);

  /** Releases what belongs to pods other than these: called once after the agent has started. */
  void retain(Set<String> podUids);
}
