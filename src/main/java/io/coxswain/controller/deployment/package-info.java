/**
 * Purpose: rolls pods from one template to the next by scaling ReplicaSets against each other.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.deployment;
