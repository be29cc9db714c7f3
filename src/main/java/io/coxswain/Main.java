package io.coxswain;

import io.coxswain.cli.Coxswain;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The entry of the one executable: a role or a command by its first argument. */
@QuarkusMain
public final class Main {
  private Main() {}

  /** Exits with the command's code: 0 good, 1 failed, 2 wrong usage. */
  public static void main(String[] args) {
    // In a native executable, looking up the host name on a virtual thread breaks logging for good.
    System.setProperty("jboss.host.name", "localhost");
    System.setProperty("jboss.qualified.host.name", "localhost");
    int code = Coxswain.run(args);
    // A role that was asked to end by a signal is already on its way out.
    System.exit(code);
  }
}
