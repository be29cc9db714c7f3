package io.coxswain.node.runtime;

/** Labels of containers, as kubelet's CRI labels are named. */
public final class Labels {
  public static final String POD_UID = "io.kubernetes.pod.uid";
  public static final String POD_NAME = "io.kubernetes.pod.name";
  public static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
  public static final String CONTAINER_NAME = "io.kubernetes.container.name";

  /** Restarts of this container before this one. */
  public static final String ATTEMPT = "io.kubernetes.container.restartCount";

  /** A hash of the container's specification. */
  public static final String HASH = "io.kubernetes.container.hash";

  /** The sandbox it was made in. */
  public static final String SANDBOX = "io.coxswain.sandbox";

  /** The image's full name and its id or digest, as the pod's status shows them. */
  public static final String IMAGE = "io.coxswain.image";

  public static final String IMAGE_ID = "io.coxswain.image-id";

  /** The node, so that agents sharing one runtime keep apart. */
  public static final String NODE = "io.coxswain.node";

  private Labels() {}
}
