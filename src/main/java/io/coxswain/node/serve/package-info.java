/**
 * Purpose: the kubelet's API on :10250: logs, exec, attach, port-forward, pods, stats. Serves
 * WebSocket in all versions of {@code channel.k8s.io}, SPDY/3.1, and SPDY tunnelled in WebSocket.
 *
 * <p>Event loops only carry bytes; whatever waits (a process, a log, a pod's port) has a virtual
 * thread of its own, which waits for the socket too.
 *
 * <p>May know: the vocabulary ({@code wire}), {@code node.runtime}, Vert.x' HTTP server. Must not
 * know: Podman, pods' workers, the server's packages.
 */
package io.coxswain.node.serve;
