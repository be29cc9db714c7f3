/**
 * Purpose: notices nodes that fall silent, marks them and their pods, and evicts pods from nodes
 * whose taints they do not tolerate.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.nodelifecycle;
