package io.coxswain.node.runtime;

/**
 * A container port on the host.
 *
 * @param hostIp empty for every address
 * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
 */
public record HostPort(String hostIp, int hostPort, int containerPort, String protocol) {}
