package io.coxswain.scheduler.view;

/** A port of the node that a pod's container takes; {@code ip} is 0.0.0.0 for all addresses. */
public record HostPort(String ip, String protocol, int port) {
  private static final String ANY = "0.0.0.0";

  /** Two pods cannot have both. */
  public boolean conflictsWith(HostPort other) {
    return port == other.port
        && protocol.equals(other.protocol)
        && (ip.equals(ANY) || other.ip.equals(ANY) || ip.equals(other.ip));
  }
}
