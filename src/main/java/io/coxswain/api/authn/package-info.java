/**
 * Purpose: who is asking: client certificates, service-account and bootstrap tokens, anonymous.
 *
 * <p>May know: the vocabulary, {@code cache}. Must not know: what the request wants.
 */
package io.coxswain.api.authn;
