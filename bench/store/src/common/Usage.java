import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a store uses. */
final class Usage {
  private Usage() {}

  /** Proportional share of memory, MB. */
  static long memory(List<ProcessHandle> processes) throws IOException {
    long sum = 0;
    for (ProcessHandle process : processes) {
      Path file = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("Pss:")) {
          sum += Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    return sum >> 10;
  }

  /**
   * Bytes all disks were sent so far, what was waiting included. The counters of processes do not
   * tell it: a few bytes that dirty a large page of the cache count as the whole of it.
   */
  static long written() throws Exception {
    new ProcessBuilder("sync").start().waitFor();
    long sectors = 0;
    for (String line : Files.readAllLines(Path.of("/proc/diskstats"))) {
      String[] fields = line.strip().split("\\s+");
      if (Files.exists(Path.of("/sys/block", fields[2]))) {
        sectors += Long.parseLong(fields[9]);
      }
    }
    return sectors * 512;
  }
}
