package io.coxswain.role;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;

/** Keeps the process alive until it is told to end. */
public final class ServerApplication implements QuarkusApplication {
  private static volatile int exitCode;

  static int exitCode() {
    return exitCode;
  }

  /** Ends the process with a code. */
  static void end(int code) {
    exitCode = code;
    Quarkus.asyncExit(code);
  }

  @Override
  public int run(String... args) {
    Quarkus.waitForExit();
    return exitCode;
  }
}
