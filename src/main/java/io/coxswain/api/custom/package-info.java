/**
 * Purpose: CustomResourceDefinitions at run time: what they define is served as soon as they are
 * established.
 *
 * <p>May know: {@code cache}, {@code schema}. Must not know: requests, the ledger.
 */
package io.coxswain.api.custom;
