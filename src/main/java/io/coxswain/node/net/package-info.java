/**
 * Purpose: the node's share of the cluster network: links, addresses and routes of pods, and the
 * routing of Services by nftables, both through the system's {@code ip} and {@code nft}.
 *
 * <p>Layout: every pod has a {@code /32} on a veth pair of its own, whose host end carries no
 * address; the portless bridge {@code cx0} holds the pod gateway (first address of the pod CIDR)
 * and the cluster DNS address. So all traffic of pods is routed, and replies always pass the
 * connection tracking that translated them. Only the table {@code ip coxswain}, links whose name
 * begins with {@code cx} and routes of protocol {@value io.coxswain.node.net.Links#PROTOCOL} are
 * ours; nothing else is touched.
 *
 * <p>May know: the vocabulary, {@code client}, {@code node.runtime}. Must not know: Podman, the
 * server's packages.
 */
package io.coxswain.node.net;
