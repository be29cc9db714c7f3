/**
 * Purpose: gives Services their cluster IPs and node ports, each held by a record in the ledger,
 * and repairs what a crash left behind.
 *
 * <p>May know: the vocabulary, {@code store}, {@code cache}, {@code api.resource}. Must not know:
 * HTTP, the verbs. Nothing here blocks.
 */
package io.coxswain.api.allocation;
