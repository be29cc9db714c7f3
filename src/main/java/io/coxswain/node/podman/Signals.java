package io.coxswain.node.podman;

import java.util.List;
import java.util.Locale;

/** Names and numbers of Linux' signals. */
final class Signals {
  private static final List<String> NAMES =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");
  private static final int TERM = 15;

  private Signals() {}

  /** The number of {@code SIGTERM}, {@code TERM} or {@code 15}; TERM's where it is none. */
  static int number(String signal) {
    String upper = signal.toUpperCase(Locale.ROOT);
    int index = NAMES.indexOf(upper.startsWith("SIG") ? upper.substring(3) : upper);
    if (index >= 0) {
      return index + 1;
    }
    try {
      return Integer.parseInt(signal);
    } catch (NumberFormatException e) {
      return TERM;
    }
  }
}
