package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import java.nio.file.Path;
import java.util.List;

/**
 * What pods need to know of their node.
 *
 * @param addresses the node's, the first family first
 * @param allocatable the Node's {@code status.allocatable}
 * @param dnsServers the cluster's DNS addresses
 * @param clusterDomain such as {@code cluster.local}
 * @param hostFiles the directory of the host's {@code hosts} and {@code resolv.conf}: {@code /etc}
 * @param logs container logs, as {@code NAMESPACE_NAME_UID/CONTAINER/ATTEMPT.log}
 * @param cgroupRoot parent of the pods' cgroups, empty where the runtime chooses
 * @param seccomp directory of localhost profiles
 */
public record NodeFacts(
    String name,
    List<String> addresses,
    JsonObject allocatable,
    List<String> dnsServers,
    String clusterDomain,
    Path hostFiles,
    Path logs,
    String cgroupRoot,
    Path seccomp) {}
