/**
 * The cluster as its users meet it: kubectl, fabric8, controller-runtime and programs inside pods,
 * against the running executable. Knows nothing of the product's classes; {@code run.sh} tells by
 * environment variables where the cluster is.
 */
package io.coxswain.compat;
