package io.coxswain.node.pod;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Sleeper;
import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.ContainerStream;
import io.coxswain.node.runtime.ExecSpec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Carries out what probes and lifecycle hooks ask for. Blocks. */
final class Handlers {
  private static final int MAX_OUTPUT = 10 * 1024;
  private final ContainerRuntime runtime;
  private final Sleeper sleeper;

  Handlers(ContainerRuntime runtime, Sleeper sleeper) {
    this.runtime = runtime;
    this.sleeper = sleeper;
  }

  /** Runs a probe once. */
  ProbeOutcome probe(JsonObject probe, JsonObject container, String id, String podIp) {
    Duration timeout = Duration.ofSeconds(Math.max(1, probe.integer("timeoutSeconds", 1)));
    if (probe.has("grpc")) {
      JsonObject grpc = probe.object("grpc");
      int port = (int) grpc.integer("port", 0);
      return GrpcProbe.check(podIp, port, grpc.string("service", ""), timeout);
    }
    if (probe.has("tcpSocket")) {
      JsonObject tcp = probe.object("tcpSocket");
      return NetworkProbe.tcp(tcp.string("host", podIp), port(tcp.get("port"), container), timeout);
    }
    if (probe.has("httpGet")) {
      JsonObject http = probe.object("httpGet");
      boolean tls = http.string("scheme", "HTTP").equals("HTTPS");
      return http(http, tls, container, podIp, "kube-probe/1.36", timeout);
    }
    return exec(probe, id, timeout);
  }

  /** Runs a hook to its end, at most {@code limit}. */
  ProbeOutcome hook(
      JsonObject hook, JsonObject container, String id, String podIp, Duration limit) {
    if (hook.has("sleep")) {
      return sleep(Duration.ofSeconds(hook.object("sleep").integer("seconds", 0)), limit);
    }
    if (!hook.has("httpGet")) {
      return exec(hook, id, limit);
    }
    JsonObject http = hook.object("httpGet");
    boolean tls = http.string("scheme", "HTTP").equals("HTTPS");
    String agent = "kube-lifecycle/1.36";
    ProbeOutcome outcome = http(http, tls, container, podIp, agent, limit);
    if (tls && outcome.output().endsWith(NetworkProbe.PLAIN)) {
      // There were kubelets that did not look at the scheme.
      outcome = http(http, false, container, podIp, agent, limit);
    }
    // Any answer is a good one: kubelet does not look at the status of a hook.
    return outcome.output().startsWith(NetworkProbe.BAD_STATUS) ? ProbeOutcome.GOOD : outcome;
  }

  private ProbeOutcome exec(JsonObject handler, String id, Duration timeout) {
    return handler.has("exec")
        ? exec(id, handler.object("exec").strings("command"), timeout)
        : ProbeOutcome.bad("missing probe handler");
  }

  private static ProbeOutcome http(
      JsonObject http,
      boolean tls,
      JsonObject container,
      String podIp,
      String agent,
      Duration timeout) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (JsonObject header : http.objects("httpHeaders")) {
      headers
          .computeIfAbsent(header.string("name", ""), name -> new ArrayList<>())
          .add(header.string("value", ""));
    }
    return NetworkProbe.http(
        tls,
        http.string("host", podIp),
        port(http.get("port"), container),
        http.string("path", "/"),
        agent,
        headers,
        timeout);
  }

  /** A number, or the name of one of the container's ports. */
  static int port(Json port, JsonObject container) {
    if (port instanceof JsonNumber n) {
      return n.intValue();
    }
    if (port instanceof JsonString s) {
      for (JsonObject named : container.objects("ports")) {
        if (s.value().equals(named.string("name"))) {
          return (int) named.integer("containerPort", 0);
        }
      }
      try {
        return Integer.parseInt(s.value());
      } catch (NumberFormatException e) {
        return 0;
      }
    }
    return 0;
  }

  private ProbeOutcome exec(String id, List<String> command, Duration timeout) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    CountDownLatch done = new CountDownLatch(1);
    AtomicBoolean late = new AtomicBoolean();
    try (ContainerStream stream =
        runtime.exec(
            id,
            ExecSpec.output(command),
            (error, bytes) -> {
              synchronized (output) {
                output.write(bytes, 0, Math.min(bytes.length, MAX_OUTPUT - output.size()));
              }
            })) {
      Runnable hangUp = stream::close;
      Thread.ofVirtual()
          .name("exec-deadline")
          .start(
              () -> {
                if (!awaited(done, timeout)) {
                  late.set(true);
                  hangUp.run();
                }
              });
      int code = stream.await();
      return new ProbeOutcome(code == 0, text(output));
    } catch (ApiException e) {
      return ProbeOutcome.bad(
          late.get()
              ? "command timed out: \""
                  + String.join(" ", command)
                  + "\" timed out after "
                  + GoDuration.text(timeout)
              : e.getMessage());
    } finally {
      done.countDown();
    }
  }

  private static boolean awaited(CountDownLatch done, Duration timeout) {
    try {
      return done.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String text(ByteArrayOutputStream output) {
    synchronized (output) {
      return output.toString(StandardCharsets.UTF_8);
    }
  }

  private ProbeOutcome sleep(Duration time, Duration limit) {
    try {
      sleeper.sleep(time.compareTo(limit) < 0 ? time : limit);
      return ProbeOutcome.GOOD;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ProbeOutcome.bad("interrupted");
    }
  }
}
