package io.coxswain.role;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * What an agent is told.
 *
 * @param server the API server; {@code null}: the one this node joined before
 * @param token a join token; {@code null} where the node has joined before
 * @param nodeName {@code null}: the host name
 * @param nodeIp {@code null}: found out
 * @param podman Podman's API socket
 * @param podmanProgram started where nobody serves the socket
 */
public record AgentConfig(
    URI server,
    String token,
    Path dataDir,
    String nodeName,
    String nodeIp,
    Path podman,
    String podmanProgram,
    int kubeletPort,
    Map<String, String> labels) {}
