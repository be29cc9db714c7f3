/**
 * Purpose: the executable model of docs/design/store.md. Servers that run the production {@code
 * LedgerMachine} and {@code Cache} against a simulated PostgreSQL in virtual time, with seeded
 * faults; every answer and every watch event is compared with what was committed, and the outcomes
 * with {@code MemoryLedger}'s.
 *
 * <p>May know: {@code store}, {@code store.memory}, {@code cache}. Must not know: real time,
 * threads, a real database.
 */
package io.coxswain.store.simulation;
