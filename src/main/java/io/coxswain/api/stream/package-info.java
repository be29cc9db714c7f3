/**
 * Purpose: subresources that are connections: logs, exec, attach, port-forward and the proxies. The
 * server finds the node or the endpoint and carries bytes both ways; the node speaks the protocols.
 *
 * <p>May know: {@code cache}, {@code api.http}, {@code api.verb}, Vert.x' HTTP client. Must not
 * know: how nodes run containers.
 */
package io.coxswain.api.stream;
