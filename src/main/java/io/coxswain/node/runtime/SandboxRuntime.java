package io.coxswain.node.runtime;

import java.util.Optional;
import java.util.Set;

/** Makes the namespaces that the containers of a pod share. They outlive the agent. */
public interface SandboxRuntime {

  /** The pod's sandbox if it exists and its namespaces are still pinned. */
  Optional<Sandbox> find(String podUid);

  /**
   * Makes the pod's sandbox, in place of a broken one.
   *
   * @throws io.coxswain.kube.ApiException if the host refuses
   */
  Sandbox create(SandboxSpec spec);

  /** Unpins namespaces and removes files; does nothing where there is none. */
  void remove(String podUid);

  /** The pods that have a sandbox, whole or broken. */
  Set<String> podUids();
}
