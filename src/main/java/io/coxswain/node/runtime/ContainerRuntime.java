package io.coxswain.node.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs containers.
 *
 * <p>The contract includes re-adoption: containers live on while the agent or the runtime's service
 * is away, {@link #list} finds them by their labels afterwards, and exits that nobody watched are
 * recorded. Every method blocks; an unreachable runtime is {@code ServiceUnavailable}, so that
 * nobody mistakes it for a missing container.
 */
public interface ContainerRuntime {

  /** Name and version as in {@code nodeInfo.containerRuntimeVersion}: {@code podman://5.4.2}. */
  String version();

  /** The image if it is here. */
  Optional<Image> image(String reference);

  /**
   * Fetches an image.
   *
   * @param credentials user and password for the registry, or {@code null}
   * @throws io.coxswain.kube.ApiException with the registry's words
   */
  Image pull(String reference, RegistryCredentials credentials);

  /** All images here, for the node's status and for cleaning up. */
  List<Image> images();

  /** Containers in any state that carry all of these labels. */
  List<Container> list(Map<String, String> labels);

  /** The container if it exists, with what {@link #list} cannot tell ({@code oomKilled}, times). */
  Optional<Container> inspect(String id);

  /** Makes a container without starting it. The answer is its id. */
  String create(ContainerSpec spec);

  /**
   * @throws io.coxswain.kube.ApiException where the command could not be run; the container stays
   */
  void start(String id);

  /** Gives a running container other limits; does nothing to one that has ended. */
  void update(String id, ResourceSpec resources);

  /** Sends a signal by name; does nothing to a container that has ended. */
  void signal(String id, String signal);

  /**
   * Removes a container in any state with its anonymous volumes and with those that have joined its
   * namespaces; does nothing where it is gone.
   */
  void remove(String id);

  /** Runs a command in a running container; output goes to {@code output} until it ends. */
  ContainerStream exec(String id, ExecSpec spec, StreamOutput output);

  /** Joins the streams of a running container's first process. */
  ContainerStream attach(String id, AttachSpec spec, StreamOutput output);

  /** The use of resources by a running container, if it is known. */
  Optional<ContainerUsage> usage(String id);

  /**
   * Reports changes of containers until closed. A lost connection is made again, and reported as
   * {@link ContainerEvent#RELIST}: whatever was missed must be looked for.
   */
  AutoCloseable events(Consumer<ContainerEvent> listener);
}
