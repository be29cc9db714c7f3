/**
 * Purpose: keeps as many pods as a ReplicaSet or ReplicationController asks for.
 *
 * <p>May know: the vocabulary, {@code client}, {@code controller}. Must not know: other
 * controllers.
 */
package io.coxswain.controller.replicaset;
