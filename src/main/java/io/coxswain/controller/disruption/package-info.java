/**
 * Purpose: tells each PodDisruptionBudget how many of its pods may be evicted now.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.disruption;
