package io.coxswain.node.runtime;

import java.util.List;

/** A command to run in a container and the streams wanted of it. */
public record ExecSpec(
    List<String> command, boolean stdin, boolean stdout, boolean stderr, boolean terminal) {
  /** Output only, as probes and hooks run it. */
  public static ExecSpec output(List<String> command) {
    return new ExecSpec(command, false, true, true, false);
  }
}
