package io.coxswain.compat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The machines under the cluster: nodes as namespaces, which can be cut off, and whose processes
 * can be killed.
 */
final class Lab {
  private static final Set<String> WRAPPERS = Set.of("sh", "bash", "env", "nsenter", "setsid");

  private Lab() {}

  static String env(String name) {
    String value = System.getenv(name);
    if (value == null || value.isEmpty()) {
      throw new AssertionError(name + " is not set: start the suite with k8s-compat-tests/run.sh");
    }
    return value;
  }

  /** The address of a node on the lab's switch. */
  static String address(int node) {
    return env("LAB_NET") + "." + node;
  }

  static String lab(String... arguments) {
    List<String> line = new ArrayList<>(List.of(env("COMPAT_LAB"), env("COMPAT_NAME")));
    line.addAll(Arrays.asList(arguments));
    return Shell.run(Duration.ofSeconds(30), Map.of(), "", line).orFail();
  }

  /** A shell line on the node itself. */
  static Shell.Result on(int node, String line) {
    return Shell.run(
        Duration.ofSeconds(30),
        Map.of(),
        "",
        List.of(env("COMPAT_LAB"), env("COMPAT_NAME"), "exec", "" + node, "sh", "-c", line));
  }

  /** Takes the node off the network. */
  static void cut(int node) {
    lab("cut", "" + node);
  }

  static void mend(int node) {
    lab("mend", "" + node);
  }

  /** One GET from outside the cluster on a connection of its own; the body, or an exception. */
  static String fetch(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout(2000);
    connection.setReadTimeout(5000);
    connection.setRequestProperty("Connection", "close");
    if (connection.getResponseCode() != 200) {
      throw new IOException("answer " + connection.getResponseCode());
    }
    try (InputStream body = connection.getInputStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** {@link #fetch} for {@link Eventually}. */
  static String page(String url) {
    try {
      return fetch(url);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** kill -9 of the process of a node that has {@code word} among its arguments. */
  static void kill(int node, String word) {
    long pid =
        find(node, word)
            .orElseThrow(() -> new AssertionError("no process " + word + " on node " + node));
    Shell.run(Duration.ofSeconds(5), Map.of(), "", List.of("kill", "-KILL", "" + pid)).orFail();
    Eventually.holds(5, "the end of " + word, () -> !Files.exists(Path.of("/proc/" + pid)));
  }

  /** The machine's number of the oldest such process. */
  static java.util.Optional<Long> find(int node, String word) {
    String namespace = pidNamespace(Long.parseLong(lab("pid", "" + node)));
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.map(ProcessHandle::pid)
          .filter(pid -> arguments(pid).contains(word))
          .filter(pid -> namespace.equals(pidNamespace(pid)))
          .min(Long::compare);
    }
  }

  /**
   * The arguments of a process, the program by its file name; empty for what only starts others.
   */
  private static List<String> arguments(long pid) {
    try {
      String text = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
      List<String> words = new ArrayList<>(List.of(text.split("\0")));
      words.set(0, words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1));
      return WRAPPERS.contains(words.getFirst()) ? List.of() : words;
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }

  private static String pidNamespace(long pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/pid")).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
