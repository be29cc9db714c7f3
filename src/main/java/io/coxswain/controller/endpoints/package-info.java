/**
 * Purpose: the Endpoints of every Service with a selector.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.endpoints;
