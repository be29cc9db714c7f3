/**
 * Purpose: removes pods that nobody else will: of nodes that are gone, too many ended ones, those
 * deleted before they had a node.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.podgc;
