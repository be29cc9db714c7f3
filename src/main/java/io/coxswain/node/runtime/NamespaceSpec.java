package io.coxswain.node.runtime;

/**
 * The namespaces of a container: an absolute path, {@code host}, {@code private} or {@code
 * container:ID} (whose namespace is joined).
 */
public record NamespaceSpec(String network, String ipc, String uts, String pid) {
  public static final String HOST = "host";
  public static final String PRIVATE = "private";
}
