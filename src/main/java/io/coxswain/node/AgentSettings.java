package io.coxswain.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What an agent is told.
 *
 * @param addresses of this node, the first family first; never empty
 * @param dataDirectory kept between boots
 * @param runDirectory emptied by a reboot, such as {@code /run/coxswain}
 * @param labels of the Node besides the usual ones
 * @param version shown as kubelet's: {@code v1.36.0}
 * @param kubeletPort of the kubelet's API
 * @param dnsServers the cluster's DNS addresses
 * @param cgroupRoot parent of the pods' cgroups, such as {@code /coxswain}; empty where Podman
 *     manages cgroups by systemd
 */
public record AgentSettings(
    String nodeName,
    List<String> addresses,
    Path dataDirectory,
    Path runDirectory,
    Map<String, String> labels,
    String version,
    int kubeletPort,
    List<String> dnsServers,
    String clusterDomain,
    String cgroupRoot) {}
