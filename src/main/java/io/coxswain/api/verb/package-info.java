/**
 * Purpose: the verbs of the API, one class a verb, from a decoded request to its answer.
 *
 * <p>May know: the vocabulary, {@code store}, {@code cache}, the other parts of {@code api} but
 * {@code http} and {@code discovery}. Must not know: connections. Nothing here blocks.
 */
package io.coxswain.api.verb;
