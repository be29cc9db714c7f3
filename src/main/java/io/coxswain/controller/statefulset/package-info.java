/**
 * Purpose: keeps the numbered pods of StatefulSets, each with its name, claims and revision.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.statefulset;
