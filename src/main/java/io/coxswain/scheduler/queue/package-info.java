/**
 * Purpose: the pods that wait for a node: active, backing off, or unschedulable until something
 * changes.
 *
 * <p>May know: the vocabulary, {@code scheduler.view}. Must not know: the API, plugins.
 */
package io.coxswain.scheduler.queue;
