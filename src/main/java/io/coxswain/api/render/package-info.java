/**
 * Purpose: answers: media types and what a client accepts, the frames of objects in each of them,
 * lists, Tables, metadata-only forms, Statuses.
 *
 * <p>May know: the vocabulary, {@code cache}, {@code api.resource}, Vert.x buffers. Must not know:
 * requests, the ledger.
 */
package io.coxswain.api.render;
