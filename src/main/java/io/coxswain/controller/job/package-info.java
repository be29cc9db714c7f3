/**
 * Purpose: runs pods of a Job to completion, counts them exactly once, and removes Jobs whose time
 * after the end has passed.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.job;
