/**
 * Purpose: empties namespaces that are being deleted, then lets them go.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.namespace;
