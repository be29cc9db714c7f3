/**
 * Purpose: names every controller of a cluster and what each needs.
 *
 * <p>May know: all controllers. Must not know: the server's packages, the node.
 */
package io.coxswain.controller.standard;
