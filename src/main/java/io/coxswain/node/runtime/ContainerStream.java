package io.coxswain.node.runtime;

/** A running exec or attach. Thread-safe; closing it hangs up and leaves the process. */
public interface ContainerStream extends AutoCloseable {

  /** Writes to standard input; blocks while the process does not read. */
  void write(byte[] bytes);

  /** Ends standard input. */
  void closeInput();

  /** The terminal's new size in characters. */
  void resize(int width, int height);

  /**
   * Waits for the end of the output and of the process. The answer is its exit code; 0 for attach.
   */
  int await();

  @Override
  void close();
}
