package io.coxswain.store;

/** What a write does to its key. */
public enum Op {
  CREATE,
  UPDATE,
  DELETE
}
