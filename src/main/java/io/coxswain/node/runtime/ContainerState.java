package io.coxswain.node.runtime;

/** What a container does. */
public enum ContainerState {
  CREATED,
  RUNNING,
  EXITED
}
