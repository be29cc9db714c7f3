/**
 * Purpose: the ledger: ordered, durable changes; revision = commit order.
 *
 * <p>May know: the vocabulary, Vert.x futures. Must not know: the API server, types of objects. SQL
 * lives in {@code store.postgres} only.
 */
package io.coxswain.store;
