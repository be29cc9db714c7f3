package io.coxswain.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whatever is wrong is said in a sentence, and the exit code tells that it is wrong. */
class ComplaintsTest {
  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();

  private void said(int code, String complaint, String... arguments) {
    StringWriter err = new StringWriter();
    CommandLine line = Coxswain.commandLine(environment::get);
    line.setErr(new PrintWriter(err, true));
    int ended = line.execute(arguments);
    assertEquals(complaint, err.toString().strip());
    assertEquals(code, ended);
  }

  private String[] server(String... more) {
    String[] out = new String[more.length + 3];
    out[0] = "server";
    out[1] = "--data-dir";
    out[2] = folder.resolve("data").toString();
    System.arraycopy(more, 0, out, 3, more.length);
    return out;
  }

  @Test
  void wrongFlagsAndCommands() {
    said(
        2,
        "coxswain server: unknown option: '--wrong'\nTry 'coxswain server --help'.",
        server("--wrong"));
    said(
        2,
        "coxswain server: missing required option: '--data-dir=DIR'\nTry 'coxswain server --help'.",
        "server");
    said(
        2,
        "coxswain: unmatched argument at index 0: 'serve'\n"
            + "Did you mean: coxswain server or coxswain version?",
        "serve");
    said(
        2,
        "coxswain server: invalid value for option '--watch-history': 'soon' is not a length of"
            + " time: expected one such as 90s, 30m, 36h or 7d\nTry 'coxswain server --help'.",
        server("--watch-history", "soon"));
  }

  @Test
  void valuesThatMakeNoSense() {
    said(
        1,
        "coxswain: --listen nonsense: expected HOST:PORT, such as 0.0.0.0:6443",
        server("--listen", "nonsense"));
    said(
        1,
        "coxswain: --listen 127.0.0.1:99999: the port must be a number from 1 to 65535",
        server("--listen", "127.0.0.1:99999"));
    said(
        1,
        "coxswain: --advertise-address boat: expected an IP address, such as 10.0.0.1",
        server("--advertise-address", "boat"));
    said(1, "coxswain: --watch-history 1s: expected 2s to 10m", server("--watch-history", "1s"));
  }

  @Test
  void aPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      said(
          1,
          "coxswain: --listen " + address + ": cannot listen there: Address already in use",
          server("--listen", address));
    }
  }

  @Test
  void aDirectoryThatIsNoneOrCannotBeMade() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    said(
        1,
        "coxswain: --data-dir " + file + ": this is a file, not a directory",
        "server",
        "--data-dir",
        file.toString());
    said(
        1,
        "coxswain: --data-dir /proc/none: cannot be written to: nothing can be made in /proc/none",
        "server",
        "--data-dir",
        "/proc/none");
  }

  @Test
  void aConfigurationFileThatIsBroken() throws IOException {
    Path file = folder.resolve("config.yaml");
    environment.put("COXSWAIN_CONFIG", file.toString());
    said(
        2,
        "coxswain server: configuration file "
            + file
            + ": no such file or directory\nTry 'coxswain server --help'.",
        "server");
    Files.writeString(file, "- a\n");
    said(
        2,
        "coxswain server: configuration file "
            + file
            + ": expected a mapping of option names to values\nTry 'coxswain server --help'.",
        "server");
    Files.writeString(file, "listen: 127.0.0.1:1\ndatadir: /tmp\n");
    said(
        2,
        "coxswain server: configuration file "
            + file
            + ": there is no option 'datadir'\nTry 'coxswain server --help'.",
        "server");
  }

  @Test
  void oneConfigurationFileServesAllCommandsOfAMachine() throws IOException {
    Path file = folder.resolve("config.yaml");
    environment.put("COXSWAIN_CONFIG", file.toString());
    Files.writeString(file, "node-name: n1\nadvertise-address: boat\n");
    said(
        1,
        "coxswain: --advertise-address boat: expected an IP address, such as 10.0.0.1",
        server());
  }

  @Test
  void filesThatAreNotThere() {
    Path none = folder.resolve("none");
    said(
        1,
        "coxswain: cannot read the kubeconfig " + none + ": give --kubeconfig",
        "get",
        "pods",
        "--kubeconfig",
        none.toString());
  }
}
