/**
 * Purpose: the words of Kubernetes: group/version/kind, object keys, metadata, selectors,
 * quantities, conditions, statuses and the one error that crosses package borders.
 *
 * <p>May know: {@code json}. Must not know: any framework, transport, storage, the clock.
 */
package io.coxswain.kube;
