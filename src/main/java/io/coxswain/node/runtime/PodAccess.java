package io.coxswain.node.runtime;

import io.coxswain.json.JsonObject;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the kubelet's API on :10250 reaches of this node's pods. Every method blocks. Unknown pods
 * and containers are {@code NotFound}, containers in the wrong state {@code BadRequest}, in
 * kubelet's words.
 */
public interface PodAccess {

  /** The pods of this node with their current status. */
  List<JsonObject> pods();

  /**
   * @param uid {@code null} or empty for any
   */
  Optional<JsonObject> pod(String namespace, String name, String uid);

  /**
   * Writes the log of a container; returns at its end, or, following, when the container has ended
   * and all was written. A failing {@code out} or an interrupt ends it early.
   */
  void logs(String namespace, String pod, String container, LogOptions options, OutputStream out);

  /**
   * @param container may be empty where the pod has one
   */
  ContainerStream exec(
      String namespace, String pod, String container, ExecSpec spec, StreamOutput output);

  /**
   * Joins a container; whether it has a terminal is the pod's business ({@code spec.terminal()} is
   * ignored).
   */
  ContainerStream attach(
      String namespace, String pod, String container, AttachSpec spec, StreamOutput output);

  /** The pod's network namespace for port-forward; empty for pods on the host's network. */
  Optional<Path> networkNamespace(String namespace, String pod);

  /** {@code /stats/summary}. */
  JsonObject statsSummary();
}
