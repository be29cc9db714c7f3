/**
 * Purpose: fills aggregated ClusterRoles with the rules of the roles they select.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.clusterrole;
