/**
 * Purpose: deletes what no owner is left for, in the order the deleter asked for.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.garbagecollector;
