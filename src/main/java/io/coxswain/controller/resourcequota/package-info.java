/**
 * Purpose: keeps {@code status.used} of ResourceQuotas in step with what there is.
 *
 * <p>May know: {@code client} and the vocabulary. Must not know: admission.
 */
package io.coxswain.controller.resourcequota;
