/**
 * Purpose: JSON patch, merge patch, strategic merge patch, server-side apply.
 *
 * <p>May know: {@code json}, {@code kube}, {@code schema}. Must not know: any framework, the clock.
 */
package io.coxswain.patch;
