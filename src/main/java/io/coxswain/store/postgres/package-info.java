/**
 * Purpose: carries the ledger's effects out on PostgreSQL: schema, sessions, the batch statement,
 * the tail. The only place with SQL of objects.
 *
 * <p>May know: {@code store}, the vocabulary, the Vert.x PostgreSQL client. Must not know: the API
 * server, the cache, types of objects. Decides nothing: decisions are in {@code
 * store.LedgerMachine}.
 */
package io.coxswain.store.postgres;
