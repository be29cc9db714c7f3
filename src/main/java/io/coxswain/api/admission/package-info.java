/**
 * Purpose: the admission chain: mutating, then validating plugins.
 *
 * <p>May know: the vocabulary, {@code cache}, {@code api.authn}, {@code api.authz}. Must not know:
 * HTTP, the ledger.
 */
package io.coxswain.api.admission;
