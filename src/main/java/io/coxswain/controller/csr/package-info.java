/**
 * Purpose: approves, signs and clears away CertificateSigningRequests of the built-in signers.
 *
 * <p>May know: the vocabulary ({@code pki} in particular), {@code client}, {@code controller}. Must
 * not know: other controllers.
 */
package io.coxswain.controller.csr;
