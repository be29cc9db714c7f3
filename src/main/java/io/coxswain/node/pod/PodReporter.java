package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;

/** Where workers say what they see: the API in an agent, a list in tests. Calls do not block. */
public interface PodReporter {

  /** An event about the pod; {@code fieldPath} may be empty. */
  void event(JsonObject pod, String fieldPath, String type, String reason, String message);

  /**
   * The pod's status has changed.
   *
   * @param pod with the new status
   * @param finished whether nothing of it is left on this node, so that a deleted one may go
   */
  void status(JsonObject pod, boolean finished);
}
