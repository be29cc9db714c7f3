package io.coxswain.torture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Signals to processes, by pid only, and small commands. */
public final class Processes {
  private Processes() {}

  /** {@code signal} as kill(1) names it: KILL, STOP, CONT, TERM, INT, QUIT. */
  public static void signal(String signal, long pid) {
    run(List.of("kill", "-" + signal, Long.toString(pid)), false);
  }

  public static boolean isAlive(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether every thread is stopped. */
  public static boolean isStopped(long pid) {
    try (var tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return tasks.allMatch(
          task -> {
            try {
              String stat = Files.readString(task.resolve("stat"));
              return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
            } catch (IOException e) {
              return true;
            }
          });
    } catch (IOException e) {
      return false;
    }
  }

  /** Its direct children. */
  public static List<Long> children(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::children)
        .map(ProcessHandle::pid)
        .toList();
  }

  /** Runs to its end; its output. */
  public static String run(List<String> command) {
    return run(command, true);
  }

  private static String run(List<String> command, boolean mustSucceed) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (mustSucceed && code != 0) {
        throw new TortureException(String.join(" ", command) + ": " + code + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new TortureException(String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TortureException("interrupted", e);
    }
  }

  /** The words that run a command as PostgreSQL's unprivileged user, where the harness is root. */
  static List<String> asPostgres(List<String> command) {
    if (!isRoot()) {
      return command;
    }
    var words =
        new java.util.ArrayList<>(
            List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups", "--"));
    words.addAll(command);
    return words;
  }

  /** Makes the unprivileged user the owner, where the harness is root. */
  static void giveToPostgres(Path path) {
    if (isRoot()) {
      run(List.of("chown", "-R", USER + ":" + USER, path.toString()));
    }
  }

  static void ensureUser() {
    if (isRoot() && run(List.of("id", "-u", USER), false).contains("no such user")) {
      run(
          List.of(
              "useradd",
              "--system",
              "--user-group",
              "--no-create-home",
              "--home-dir",
              "/nonexistent",
              "--shell",
              "/usr/sbin/nologin",
              USER));
    }
  }

  private static final String USER = "coxswain";

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
