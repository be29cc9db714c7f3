import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What processes use, of /proc. */
final class Usage {
  private Usage() {}

  /** Proportional share of memory, MB. */
  static long memory(List<ProcessHandle> processes) {
    return sum(processes, "smaps_rollup", "Pss:") >> 10;
  }

  /** Bytes these processes sent to the disk so far. */
  static long written(List<ProcessHandle> processes) {
    return sum(processes, "io", "write_bytes:");
  }

  private static long sum(List<ProcessHandle> processes, String file, String line) {
    long sum = 0;
    for (ProcessHandle process : processes) {
      try {
        for (String text :
            Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), file))) {
          if (text.startsWith(line)) {
            sum += Long.parseLong(text.substring(line.length()).replace("kB", "").strip());
          }
        }
      } catch (IOException e) {
        // It ended meanwhile.
      }
    }
    return sum;
  }
}
