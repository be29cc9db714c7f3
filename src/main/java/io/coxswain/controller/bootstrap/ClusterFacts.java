package io.coxswain.controller.bootstrap;

/**
 * What the default objects say about this cluster.
 *
 * @param serviceCidr such as {@code 10.96.0.0/12}
 * @param serviceAddress of {@code default/kubernetes}, such as {@code 10.96.0.1}
 * @param dnsAddress of {@code kube-system/kube-dns}, such as {@code 10.96.0.10}
 * @param securePort where the servers listen
 * @param serverUrl the address new nodes join by
 * @param authorityPem the cluster's certificate authority
 * @param frontProxyPem the authority of the front proxy, or empty
 */
public record ClusterFacts(
    String serviceCidr,
    String serviceAddress,
    String dnsAddress,
    int securePort,
    String serverUrl,
    String authorityPem,
    String frontProxyPem) {}
