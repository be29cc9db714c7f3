/**
 * Purpose: the seam between a node and what runs its containers: containers, images, sandboxes, pod
 * network and streams, in words of no particular runtime.
 *
 * <p>May know: the vocabulary. Must not know: Podman, nftables, processes, pods' state machines.
 */
package io.coxswain.node.runtime;
