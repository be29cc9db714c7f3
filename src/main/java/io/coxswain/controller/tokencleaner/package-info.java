/**
 * Purpose: removes bootstrap tokens that have expired.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.tokencleaner;
