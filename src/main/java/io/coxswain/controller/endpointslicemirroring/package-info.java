/**
 * Purpose: shows hand-made Endpoints of Services without a selector as EndpointSlices.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.endpointslicemirroring;
