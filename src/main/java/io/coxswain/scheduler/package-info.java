/**
 * Purpose: assigns pods to nodes: queue → filter → score → reserve → bind.
 *
 * <p>May know: the vocabulary, {@code client}. Must not know: the server, the node agent.
 */
package io.coxswain.scheduler;
