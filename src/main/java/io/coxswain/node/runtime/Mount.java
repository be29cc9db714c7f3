package io.coxswain.node.runtime;

/**
 * A directory or file of the host in the container.
 *
 * @param propagation {@code rprivate}, {@code rslave} or {@code rshared}
 */
public record Mount(String source, String target, boolean readOnly, String propagation) {
  public static Mount of(String source, String target, boolean readOnly) {
    return new Mount(source, target, readOnly, "rprivate");
  }
}
