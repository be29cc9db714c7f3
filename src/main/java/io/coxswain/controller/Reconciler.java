package io.coxswain.controller;

/**
 * Brings the world closer to what the object behind a key asks for, from the state as it is now,
 * whatever has happened before. Called on a virtual thread, never twice at a time for one key.
 */
@FunctionalInterface
public interface Reconciler<K> {
  /** An exception means: again with back-off. */
  Result reconcile(K key) throws Exception;
}
