package io.coxswain.cli;

import io.coxswain.client.Call;
import io.coxswain.client.KubeClient;
import io.coxswain.client.Transport.StreamListener;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Status;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what a container wrote. */
@Command(name = "logs", description = "Print the log of a pod's container.")
final class LogsCommand implements Callable<Integer> {
  @Mixin private KubeconfigOption kubeconfig;

  @Parameters(paramLabel = "POD", description = "The pod.")
  private String pod;

  @Mixin private NamespaceOption namespace;

  @Option(
      names = {"-c", "--container"},
      description = "The container, where the pod has several.")
  private String container;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on as it writes more.")
  private boolean follow;

  @Option(
      names = {"-p", "--previous"},
      description = "Of the container before the last restart.")
  private boolean previous;

  @Option(names = "--tail", defaultValue = "-1", description = "Only so many last lines.")
  private long tail;

  @Override
  public Integer call() throws Exception {
    StringBuilder path =
        new StringBuilder(KubeClient.path(Gvr.core("pods"), namespace.name(), pod, "log"))
            .append("?follow=")
            .append(follow)
            .append("&previous=")
            .append(previous);
    if (container != null) {
      path.append("&container=").append(container);
    }
    if (tail >= 0) {
      path.append("&tailLines=").append(tail);
    }
    Printing printing = new Printing();
    return kubeconfig
        .server()
        .with(
            client -> {
              client.transport().stream(
                  new Call("GET", path.toString(), Map.of(), new byte[0]), printing);
              return printing.done.join();
            });
  }

  /** Copies a good answer to the standard output and collects a bad one. */
  private static final class Printing implements StreamListener {
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    private final ByteArrayOutputStream refusal = new ByteArrayOutputStream();
    private int code = 200;

    @Override
    public void head(int answered, String contentType) {
      code = answered;
    }

    @Override
    public void chunk(byte[] bytes) {
      if (code == 200) {
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
      } else {
        refusal.writeBytes(bytes);
      }
    }

    @Override
    public void end(Throwable error) {
      if (error != null) {
        done.completeExceptionally(ApiException.of(error));
      } else if (code != 200) {
        done.completeExceptionally(
            new ApiException(Status.of(JsonParser.parseObject(refusal.toByteArray()))));
      } else {
        done.complete(0);
      }
    }
  }
}
