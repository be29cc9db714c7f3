/**
 * Purpose: the API server; its sub-packages stand in the order a request passes.
 *
 * <p>May know: the vocabulary, {@code store}, {@code cache}. Must not know: controllers, the node,
 * Hibernate, SQL. Nothing here blocks.
 */
package io.coxswain.api;
