/**
 * Purpose: what is not data about a kind: one class per kind behind {@link
 * io.coxswain.api.resource.Strategy}, and the registry of them.
 *
 * <p>May know: the vocabulary, {@code schema}. Must not know: HTTP, the ledger, other requests.
 */
package io.coxswain.api.resource;
