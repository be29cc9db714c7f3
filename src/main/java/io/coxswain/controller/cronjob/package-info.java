/**
 * Purpose: starts Jobs by the clock, and keeps their history short.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.cronjob;
