package io.coxswain.store.simulation;

import io.coxswain.kube.ObjectKey;
import io.coxswain.store.Change;
import io.coxswain.store.Write;

/** A row's key. */
record Address(String resource, ObjectKey key) {
  static Address of(Write write) {
    return new Address(write.resource(), write.key());
  }

  static Address of(Change change) {
    return new Address(change.resource(), change.key());
  }
}
