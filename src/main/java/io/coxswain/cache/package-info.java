/**
 * Purpose: what the server serves from memory: immutable snapshots, the ring of recent changes,
 * watch cursors.
 *
 * <p>May know: the vocabulary, {@code store}. Must not know: HTTP, types of objects, SQL. One event
 * loop applies the feed; readers take no locks.
 */
package io.coxswain.cache;
