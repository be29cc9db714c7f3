/**
 * Purpose: the cluster's DNS, answered on every node from the agent's own copies of Services and
 * EndpointSlices, so that names work while the server is away. Follows the Kubernetes DNS
 * specification 1.1; other names go to the node's own resolvers.
 *
 * <p>The responder listens on the cluster DNS address, which {@code node.net} gives to a link of
 * the node; it is therefore always the near one and needs no rule.
 *
 * <p>May know: the vocabulary, {@code client}. Must not know: pods' workers, nftables, the server's
 * packages.
 */
package io.coxswain.node.dns;
