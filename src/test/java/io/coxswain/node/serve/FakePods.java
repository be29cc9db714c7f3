package io.coxswain.node.serve;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.node.runtime.AttachSpec;
import io.coxswain.node.runtime.ContainerStream;
import io.coxswain.node.runtime.ExecSpec;
import io.coxswain.node.runtime.LogOptions;
import io.coxswain.node.runtime.PodAccess;
import io.coxswain.node.runtime.StreamOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One pod {@code default/web} whose commands echo their input in upper case until it ends; {@code
 * fail} exits with 3 at once.
 */
final class FakePods implements PodAccess {
  private static final JsonObject POD =
      JsonParser.parseObject(
          "{\"metadata\":{\"name\":\"web\",\"namespace\":\"default\"},"
              + "\"status\":{\"phase\":\"Running\",\"podIP\":\"127.0.0.1\"}}");

  final CompletableFuture<String> size = new CompletableFuture<>();
  LogOptions asked;

  @Override
  public List<JsonObject> pods() {
    return List.of(POD);
  }

  @Override
  public Optional<JsonObject> pod(String namespace, String name, String uid) {
    return name.equals("web") ? Optional.of(POD) : Optional.empty();
  }

  private void find(String pod) {
    if (!pod.equals("web")) {
      throw ApiException.notFound(Gvr.core("pods"), pod);
    }
  }

  @Override
  public void logs(
      String namespace, String pod, String container, LogOptions options, OutputStream out) {
    find(pod);
    asked = options;
    try {
      out.write("line one\nline two\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ContainerStream exec(
      String namespace, String pod, String container, ExecSpec spec, StreamOutput output) {
    find(pod);
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    if (spec.command().contains("fail")) {
      Thread.ofVirtual()
          .start(
              () -> {
                output.write(true, "no".getBytes(StandardCharsets.UTF_8));
                exit.complete(3);
              });
    }
    return new ContainerStream() {
      @Override
      public void write(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        output.write(false, text.toUpperCase().getBytes(StandardCharsets.UTF_8));
      }

      @Override
      public void closeInput() {
        exit.complete(0);
      }

      @Override
      public void resize(int width, int height) {
        size.complete(width + "x" + height);
      }

      @Override
      public int await() {
        return exit.join();
      }

      @Override
      public void close() {
        exit.complete(137);
      }
    };
  }

  @Override
  public ContainerStream attach(
      String namespace, String pod, String container, AttachSpec spec, StreamOutput output) {
    return exec(namespace, pod, container, ExecSpec.output(List.of()), output);
  }

  @Override
  public Optional<Path> networkNamespace(String namespace, String pod) {
    return Optional.of(Path.of("/nowhere"));
  }

  @Override
  public JsonObject statsSummary() {
    return JsonObject.of("node", "n");
  }
}
