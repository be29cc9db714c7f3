package io.coxswain.torture.environment;

import io.coxswain.torture.Processes;
import io.coxswain.torture.TortureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A small library that is preloaded into a process; its source is a resource of the harness. */
final class Shim {
  private Shim() {}

  /** Compiled; readable for everybody. */
  static Path compile(String name, Path base) {
    try (InputStream source = Shim.class.getResourceAsStream("/torture/" + name + ".c")) {
      Files.createDirectories(base);
      Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-xr-x"));
      Path text = base.resolve(name + ".c");
      Path library = base.resolve(name + ".so");
      Files.write(text, source.readAllBytes());
      Processes.run(
          List.of(
              "gcc",
              "-O2",
              "-shared",
              "-fPIC",
              "-w",
              "-o",
              library.toString(),
              text.toString(),
              "-ldl"));
      Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("rwxr-xr-x"));
      return library;
    } catch (IOException e) {
      throw new TortureException("the library " + name + " cannot be made", e);
    }
  }
}
