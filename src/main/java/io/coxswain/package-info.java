/**
 * Coxswain: Kubernetes for small hardware.
 *
 * <p>Purpose: the entry point. May know: {@code cli}. Must not know: everything else.
 */
package io.coxswain;
