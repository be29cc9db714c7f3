package io.coxswain.node.runtime;

/**
 * Receives what a command writes, in order, one call at a time on a thread that may block. An
 * exception ends the stream.
 */
@FunctionalInterface
public interface StreamOutput {

  /**
   * @param error whether it was written to standard error
   */
  void write(boolean error, byte[] bytes);
}
