package io.coxswain.role;

import java.nio.file.Path;
import java.util.List;

/** How this very program is started once more. */
final class Program {
  private Program() {}

  static boolean isNative() {
    return System.getProperty("org.graalvm.nativeimage.imagecode") != null;
  }

  /** The executable, or java and the jar it runs. */
  static List<String> commandLine() {
    String command =
        ProcessHandle.current()
            .info()
            .command()
            .orElseThrow(
                () ->
                    new RoleException("this program cannot find its own file: is /proc mounted?"));
    if (isNative()) {
      return List.of(command);
    }
    String jar = System.getProperty("sun.java.command", "").split(" ")[0];
    return List.of(command, "-Xmx256m", "-jar", Path.of(jar).toAbsolutePath().toString());
  }
}
