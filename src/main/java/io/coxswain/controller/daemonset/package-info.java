/**
 * Purpose: one pod of each DaemonSet on every node that fits it.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.daemonset;
