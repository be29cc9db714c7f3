/**
 * Purpose: what the server serves: API discovery (by group, and aggregated) and the OpenAPI
 * documents.
 *
 * <p>May know: {@code schema}, {@code api.render}. Must not know: objects, the ledger.
 */
package io.coxswain.api.discovery;
