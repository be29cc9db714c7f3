package io.coxswain.node.serve;

import io.coxswain.kube.ApiException;
import io.coxswain.wire.StreamProtocol;
import io.vertx.core.MultiMap;
import java.util.List;

/**
 * What an exec or attach asks for, from kubelet's query ({@code input}, {@code output}, {@code
 * error}, {@code tty}) or the API's ({@code stdin}, {@code stdout}, {@code stderr}).
 */
record StreamRequest(
    List<String> command, boolean stdin, boolean stdout, boolean stderr, boolean terminal) {

  static StreamRequest of(MultiMap query) {
    boolean terminal = is(query, "tty");
    StreamRequest out =
        new StreamRequest(
            query.getAll("command"),
            is(query, "input") || is(query, "stdin"),
            is(query, "output") || is(query, "stdout"),
            !terminal && (is(query, "error") || is(query, "stderr")),
            terminal);
    if (!out.stdin && !out.stdout && !out.stderr) {
      throw ApiException.badRequest("you must specify at least 1 of stdin, stdout, stderr");
    }
    return out;
  }

  private static boolean is(MultiMap query, String name) {
    String value = query.get(name);
    return "1".equals(value) || "true".equals(value);
  }

  /** The lowest channel that is written. */
  int firstChannel() {
    if (stdout) {
      return StreamProtocol.STDOUT;
    }
    return stderr ? StreamProtocol.STDERR : StreamProtocol.ERROR;
  }

  /** How many streams a SPDY client opens: an error stream always, one for sizes since v3. */
  int spdyStreams(String version) {
    boolean sizes = terminal && !version.startsWith("v2") && !version.startsWith("channel");
    return 1 + (stdin ? 1 : 0) + (stdout ? 1 : 0) + (stderr ? 1 : 0) + (sizes ? 1 : 0);
  }
}
