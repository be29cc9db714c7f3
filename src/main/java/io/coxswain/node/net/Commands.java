package io.coxswain.node.net;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs the system's network tools, each within a bounded time. Blocks: call it from a virtual
 * thread.
 */
public final class Commands {
  /** What a command said. */
  public record Output(int code, String out, String error) {
    public boolean good() {
      return code == 0;
    }
  }

  private final List<String> prefix;
  private final Duration limit;

  /**
   * @param prefix put before every command, such as {@code ip netns exec NAME}; usually empty
   * @param limit after it a command is killed and counts as failed
   */
  public Commands(List<String> prefix, Duration limit) {
    this.prefix = List.copyOf(prefix);
    this.limit = limit;
  }

  public static Commands here() {
    return new Commands(List.of(), Duration.ofSeconds(20));
  }

  /** Runs a command that must succeed. The answer is its standard output. */
  public String run(String input, String... command) {
    Output output = attempt(input, command);
    if (!output.good()) {
      throw ApiException.unavailable(
          String.join(" ", command)
              + ": "
              + (output.error().isBlank() ? output.out() : output.error()).strip());
    }
    return output.out();
  }

  /** The objects of the JSON array that {@code ip -j …} prints; none where it fails. */
  public List<JsonObject> objects(String... command) {
    Output output = attempt("", command);
    if (!output.good() || output.out().isBlank()) {
      return List.of();
    }
    return JsonParser.parse(output.out()) instanceof JsonArray array ? array.objects() : List.of();
  }

  /** Runs a command that may fail; one that cannot be started at all answers 127. */
  public Output attempt(String input, String... command) {
    List<String> line = new ArrayList<>(prefix);
    line.addAll(List.of(command));
    Process process;
    try {
      process = new ProcessBuilder(line).start();
    } catch (IOException e) {
      return new Output(127, "", e.getMessage());
    }
    try {
      CompletableFuture<String> out = read(process.getInputStream());
      CompletableFuture<String> error = read(process.getErrorStream());
      feed(process, input);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Output(124, "", "did not end within " + limit.toSeconds() + " s");
      }
      return new Output(process.exitValue(), out.join(), error.join());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Output(130, "", "interrupted");
    } finally {
      process.destroyForcibly();
    }
  }

  private static void feed(Process process, String input) {
    try (OutputStream stream = process.getOutputStream()) {
      stream.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The command ended without reading: its exit code tells why.
    }
  }

  private static CompletableFuture<String> read(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("command-output")
        .start(
            () -> {
              try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
              } catch (IOException e) {
                text.complete("");
              }
            });
    return text;
  }
}
