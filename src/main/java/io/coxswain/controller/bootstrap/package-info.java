/**
 * Purpose: the objects every cluster has: namespaces, default roles and bindings, priority classes,
 * the Services {@code default/kubernetes} and {@code kube-system/kube-dns}, flow control, public
 * configuration. Created when missing, mended when they lost something, never taken away.
 *
 * <p>May know: the vocabulary, {@code client}. Must not know: the server's packages.
 */
package io.coxswain.controller.bootstrap;
