package io.coxswain.role;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.graalvm.nativeimage.RuntimeOptions;

/**
 * How large a role's heap may become. A native executable grows to what it may have before it
 * collects the old generation, and every such collection copies what lives; so a role that keeps
 * the cluster in memory may have a share of the machine, any other one little. {@code -Xmx} on the
 * command line wins.
 */
final class Heap {
  private static final long MB = 1L << 20;

  /** The cap built into the executable (pom.xml); another value was asked for by {@code -Xmx}. */
  private static final long BUILT_IN = 128 * MB;

  /** Small, because an idle process fills it before anything is collected. */
  private static final long YOUNG = 16 * MB;

  private static final long SMALLEST_SERVER = 160 * MB;
  private static final long LARGEST_SERVER = 2048 * MB;
  private static final long AGENT = 48 * MB;

  private Heap() {}

  static void ofServer() {
    cap(server(machine()));
  }

  static void ofAgent() {
    cap(AGENT);
  }

  /** An eighth of the machine's memory: 160 MB up to 1.25 GB of it, 512 MB of 4 GB. */
  static long server(long machine) {
    return Math.clamp(machine / 8, SMALLEST_SERVER, LARGEST_SERVER);
  }

  private static void cap(long bytes) {
    if (Program.isNative() && RuntimeOptions.<Long>get("MaxHeapSize") == BUILT_IN) {
      RuntimeOptions.set("MaxHeapSize", bytes);
      RuntimeOptions.set("MaxNewSize", YOUNG);
    }
  }

  private static long machine() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
        if (line.startsWith("MemTotal:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException e) {
      // As if it were a small machine.
    }
    return 0;
  }
}
