/**
 * Purpose: authorities, certificates, signing requests, tokens, kubeconfig: what one party shows
 * another to be believed.
 *
 * <p>May know: {@code json}, {@code kube}, the JDK's security classes, BouncyCastle for the ASN.1
 * the JDK cannot write. Must not know: files, sockets, frameworks, the API server. No security
 * provider is registered (a native executable fixes its providers at build time); time and
 * randomness are parameters.
 */
package io.coxswain.pki;
