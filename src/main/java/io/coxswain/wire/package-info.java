/**
 * Purpose: the stream protocols of exec, attach, port-forward and logs as pure codecs: channels
 * over WebSocket frames ({@code channel.k8s.io} in all versions, {@code binary.k8s.io}) and
 * SPDY/3.1; and gRPC's health check, for probes.
 *
 * <p>May know: the vocabulary, Netty's buffers and codecs. Must not know: sockets, Vert.x, threads.
 */
package io.coxswain.wire;
