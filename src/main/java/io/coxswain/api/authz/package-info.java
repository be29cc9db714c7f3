/**
 * Purpose: may they: RBAC and the Node authorizer.
 *
 * <p>May know: the vocabulary, {@code cache}, {@code api.authn}. Must not know: bodies of requests.
 */
package io.coxswain.api.authz;
