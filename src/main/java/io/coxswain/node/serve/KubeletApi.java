package io.coxswain.node.serve;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import io.coxswain.node.runtime.AttachSpec;
import io.coxswain.node.runtime.ExecSpec;
import io.coxswain.node.runtime.LogOptions;
import io.coxswain.node.runtime.PodAccess;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The paths of the kubelet's API. Each request is handled on a virtual thread. */
final class KubeletApi {
  private final Vertx vertx;
  private final PodAccess access;
  private final PodPorts ports;
  private final Predicate<Caller> allowed; // null: everybody
  private final InstantSource clock;

  KubeletApi(Vertx vertx, PodAccess access, Predicate<Caller> allowed, InstantSource clock) {
    this.vertx = vertx;
    this.access = access;
    this.ports = new PodPorts(access);
    this.allowed = allowed;
    this.clock = clock;
  }

  void handle(HttpServerRequest request) {
    Context context = vertx.getOrCreateContext();
    request.pause(); // nothing is read before it is known what the bytes are
    MultiMap query = request.params();
    Caller caller = Caller.of(request);
    Thread thread =
        Thread.ofVirtual()
            .name("kubelet-api " + request.path())
            .unstarted(
                () -> {
                  try {
                    authorize(request, caller);
                    serve(request, query, new Upgrades(request, context));
                  } catch (IOException e) {
                    request.connection().close();
                  } catch (RuntimeException e) {
                    fail(request.response(), ApiException.of(e).status());
                  }
                });
    request.response().closeHandler(v -> thread.interrupt());
    thread.start();
  }

  private void authorize(HttpServerRequest request, Caller caller) {
    if (allowed == null || request.path().equals("/healthz")) {
      return;
    }
    if (caller == null) {
      throw ApiException.unauthorized();
    }
    if (!allowed.test(caller)) {
      throw new ApiException(
          Status.failure(
              Reason.FORBIDDEN,
              "Forbidden (user=" + caller.name() + ", path=" + request.path() + ")"));
    }
  }

  private void serve(HttpServerRequest request, MultiMap query, Upgrades upgrades)
      throws IOException {
    List<String> path = path(request.path());
    switch (path.getFirst()) {
      case "healthz" -> text(request.response(), "ok");
      case "pods", "runningpods" -> json(request.response(), pods());
      case "stats" -> json(request.response(), access.statsSummary());
      case "metrics" -> text(request.response(), metrics());
      case "containerLogs" -> logs(request, need(path, 4), query, upgrades);
      case "exec" -> exec(need(path, 4), query, upgrades);
      case "attach" -> attach(need(path, 4), query, upgrades);
      case "portForward" -> portForward(need(path, 3), query, upgrades);
      default -> throw notFound();
    }
  }

  private static List<String> path(String path) {
    List<String> out = new ArrayList<>();
    for (String part : path.split("/")) {
      if (!part.isEmpty()) {
        out.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
      }
    }
    return out.isEmpty() ? List.of("") : out;
  }

  private static List<String> need(List<String> path, int length) {
    if (path.size() < length) {
      throw notFound();
    }
    return path;
  }

  private static ApiException notFound() {
    return new ApiException(Status.failure(Reason.NOT_FOUND, "404 page not found"));
  }

  private JsonObject pods() {
    return JsonObject.builder()
        .put("kind", "PodList")
        .put("apiVersion", "v1")
        .put("metadata", JsonObject.EMPTY)
        .put("items", JsonArray.of(access.pods()))
        .build();
  }

  private String metrics() {
    return "# HELP kubelet_running_pods Number of pods this node runs.\n"
        + "# TYPE kubelet_running_pods gauge\nkubelet_running_pods "
        + access.pods().stream()
            .filter(pod -> "Running".equals(pod.object("status").string("phase")))
            .count()
        + "\n";
  }

  private void logs(HttpServerRequest request, List<String> path, MultiMap query, Upgrades upgrades)
      throws IOException {
    LogOptions options = LogRequest.of(query, clock);
    if (upgrades.isWebSocket()) {
      WebSocketOutput output = new WebSocketOutput(upgrades.webSocket());
      logs(path, options, output);
      output.close();
      return;
    }
    logs(path, options, new AnswerOutput(request.response()));
    Wait.on(request.response().end());
  }

  private void logs(List<String> path, LogOptions options, OutputStream output) {
    access.logs(path.get(1), path.get(2), path.get(3), options, output);
  }

  private void exec(List<String> path, MultiMap query, Upgrades upgrades) throws IOException {
    StreamRequest wanted = StreamRequest.of(query);
    if (wanted.command().isEmpty()) {
      throw ApiException.badRequest("you must specify a command");
    }
    ExecSpec spec =
        new ExecSpec(
            wanted.command(), wanted.stdin(), wanted.stdout(), wanted.stderr(), wanted.terminal());
    new Session(upgrades, wanted)
        .run(output -> access.exec(path.get(1), path.get(2), path.get(3), spec, output));
  }

  private void attach(List<String> path, MultiMap query, Upgrades upgrades) throws IOException {
    StreamRequest wanted = StreamRequest.of(query);
    AttachSpec spec =
        new AttachSpec(wanted.stdin(), wanted.stdout(), wanted.stderr(), wanted.terminal());
    new Session(upgrades, wanted)
        .run(output -> access.attach(path.get(1), path.get(2), path.get(3), spec, output));
  }

  private void portForward(List<String> path, MultiMap query, Upgrades upgrades)
      throws IOException {
    upgrades.require();
    String uid = path.size() > 3 ? path.get(3) : "";
    JsonObject pod = ports.pod(path.get(1), path.get(2), uid);
    if (upgrades.isSpdy()) {
      String version = upgrades.version(List.of(Upgrades.PORT_FORWARD));
      new PortForward(ports, pod, new SocketChannel(upgrades.spdy(version))).start();
      return;
    }
    List<String> named = query.getAll(query.contains("port") ? "port" : "ports");
    List<Integer> wanted = upgrades.wantsTunnel() ? List.of() : ChannelPortForward.ports(named);
    var socket = upgrades.webSocket();
    if (Upgrades.TUNNEL.equals(socket.subProtocol())) {
      new PortForward(ports, pod, new TunnelChannel(socket)).start();
      return;
    }
    new ChannelPortForward(socket).start(ports, pod, wanted);
  }

  private static void text(HttpServerResponse response, String text) {
    response.putHeader("Content-Type", "text/plain; charset=utf-8").end(text);
  }

  private static void json(HttpServerResponse response, JsonObject body) {
    response.putHeader("Content-Type", "application/json").end(body.text());
  }

  private static void fail(HttpServerResponse response, Status status) {
    if (response.headWritten()) {
      response.reset(); // too late for a status: the client sees a broken stream
      return;
    }
    response.setChunked(false).setStatusCode(status.code());
    json(response, status.toJson());
  }
}
