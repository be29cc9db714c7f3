/**
 * Purpose: containers by Podman's REST API over its Unix socket, and the namespaces they join.
 *
 * <p>May know: the vocabulary, {@code node.runtime}, Unix sockets, processes. Must not know: pods'
 * state machines, the API server.
 */
package io.coxswain.node.podman;
