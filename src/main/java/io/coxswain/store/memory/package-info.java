/**
 * Purpose: a ledger in memory with the full semantics, for tests and for trying things out.
 *
 * <p>May know: {@code store}. Must not know: SQL, the API server.
 */
package io.coxswain.store.memory;
