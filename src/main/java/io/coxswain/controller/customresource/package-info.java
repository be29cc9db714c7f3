/**
 * Purpose: accepts the names of CustomResourceDefinitions, establishes them, and cleans up after
 * those that are deleted.
 *
 * <p>May know: {@code client} and the vocabulary. Must not know: how the server serves them.
 */
package io.coxswain.controller.customresource;
