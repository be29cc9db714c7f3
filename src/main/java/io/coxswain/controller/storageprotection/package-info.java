/**
 * Purpose: lets deleted claims, volumes and volume classes go once nobody uses them.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.storageprotection;
