/**
 * Purpose: every namespace has its {@code default} ServiceAccount.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.serviceaccount;
