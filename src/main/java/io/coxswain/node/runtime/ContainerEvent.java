package io.coxswain.node.runtime;

/**
 * Something happened to a container.
 *
 * @param containerId empty in {@link #RELIST}
 * @param podUid the label, empty where it is unknown
 */
public record ContainerEvent(String containerId, String podUid) {
  /** Events may have been missed. */
  public static final ContainerEvent RELIST = new ContainerEvent("", "");
}
