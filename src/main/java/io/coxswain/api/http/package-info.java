/**
 * Purpose: the HTTP edge: routing, request info, filters, negotiation.
 *
 * <p>May know: the vocabulary and the rest of {@code api}, Vert.x. Must not know: kinds.
 */
package io.coxswain.api.http;
