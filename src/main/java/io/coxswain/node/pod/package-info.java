/**
 * Purpose: one state machine a pod: containers, restarts and back-off, probes, hooks, termination,
 * status. Decisions are pure; effects go through {@code node.runtime} and {@code node.volume}.
 *
 * <p>May know: the vocabulary, {@code node.runtime}, {@code node.volume}. Must not know: Podman,
 * nftables, the API's transport.
 */
package io.coxswain.node.pod;
