package io.coxswain.torture.environment;

import io.coxswain.torture.TortureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The time of day of some processes, which can be set while they run. */
final class SetClock {
  private final Path library;
  private final Path offset;

  SetClock(Path library, Path offset) {
    this.library = library;
    this.offset = offset;
    set(0);
    try {
      Files.setPosixFilePermissions(offset, PosixFilePermissions.fromString("rw-r--r--"));
    } catch (IOException e) {
      throw new TortureException("the clock's file", e);
    }
  }

  /** For the processes that go by it. */
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "CLOCK_OFFSET", offset.toString());
  }

  /** So many seconds away from the true time. */
  void set(long seconds) {
    ByteBuffer value =
        ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(seconds).flip();
    try (FileChannel file =
        FileChannel.open(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(value, 0);
    } catch (IOException e) {
      throw new TortureException("the clock cannot be set", e);
    }
  }
}
