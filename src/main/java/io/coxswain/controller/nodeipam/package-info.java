/**
 * Purpose: gives every node a range of pod addresses.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.nodeipam;
