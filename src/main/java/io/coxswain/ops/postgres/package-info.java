/**
 * Purpose: PostgreSQL as a child of this program: finds its binaries, initializes, starts, adopts,
 * watches and stops it.
 *
 * <p>May know: processes and files. Must not know: the ledger, the API server. Everything here
 * blocks: call it on virtual threads, never on an event loop.
 */
package io.coxswain.ops.postgres;
