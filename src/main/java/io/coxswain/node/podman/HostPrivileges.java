package io.coxswain.node.podman;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process, and so a Podman beside it, may do. */
final class HostPrivileges {
  private static final int SYS_RESOURCE = 24; // CAP_SYS_RESOURCE

  private HostPrivileges() {}

  /** Whether a process may be protected from the kernel's memory killer. */
  static boolean mayLowerOomScore() {
    try {
      return hasSysResource(Files.readString(Path.of("/proc/self/status")));
    } catch (IOException e) {
      // Without the file nothing is known: ask for less.
      return false;
    }
  }

  static boolean hasSysResource(String status) {
    for (String line : status.split("\n")) {
      if (line.startsWith("CapEff:")) {
        long bits = Long.parseUnsignedLong(line.substring(7).strip(), 16);
        return (bits >> SYS_RESOURCE & 1) == 1;
      }
    }
    return false;
  }
}
