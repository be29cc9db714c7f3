/**
 * Purpose: every namespace has the cluster's CA bundle in {@code kube-root-ca.crt}.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.rootca;
