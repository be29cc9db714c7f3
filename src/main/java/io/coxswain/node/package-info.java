/**
 * Purpose: the agent: registration, Node object, Lease, and the composition of a node's parts.
 *
 * <p>May know: the vocabulary, {@code client} and the packages below. Must not know: the server's
 * packages.
 */
package io.coxswain.node;
