package io.coxswain.node.net;

/**
 * What Service routing knows of its node and cluster.
 *
 * @param node the node's name, to tell local endpoints
 * @param podCidr the node's share of the pod network
 * @param clusterCidr all pods' network: sources in it keep their address
 * @param serviceCidr ClusterIPs
 * @param dnsAddress the cluster DNS address, answered by this node itself and hence never routed
 */
public record RoutingFacts(
    String node, Cidr podCidr, Cidr clusterCidr, Cidr serviceCidr, String dnsAddress) {}
