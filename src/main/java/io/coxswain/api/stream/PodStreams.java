package io.coxswain.api.stream;

import io.coxswain.api.http.ConnectRequest;
import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.verb.QueryString;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.vertx.core.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code pods/log}, {@code exec}, {@code attach} and {@code portforward}, at the pod's node. */
final class PodStreams {
  private static final List<String> LOG_OPTIONS =
      List.of(
          "follow",
          "previous",
          "sinceSeconds",
          "sinceTime",
          "timestamps",
          "tailLines",
          "limitBytes",
          "stream");

  private final Objects objects;
  private final Forwarding forwarding;

  PodStreams(Objects objects, Forwarding forwarding) {
    this.objects = objects;
    this.forwarding = forwarding;
  }

  Future<ApiResponse> log(ConnectRequest request) {
    JsonObject pod = objects.pod(request.namespace(), request.name());
    String container = Containers.choose(pod, request.query().get("container"));
    if (node(pod).isEmpty()) {
      return Future.succeededFuture(ApiResponse.text(200, "")); // nothing has run yet
    }
    StringBuilder uri = new StringBuilder(path("containerLogs", pod, container));
    char separator = '?';
    for (String option : LOG_OPTIONS) {
      if (request.query().has(option)) {
        uri.append(separator).append(option).append('=');
        uri.append(escape(request.query().get(option)));
        separator = '&';
      }
    }
    return forward(request, pod, uri.toString());
  }

  Future<ApiResponse> exec(ConnectRequest request) {
    return stream(request, "exec");
  }

  Future<ApiResponse> attach(ConnectRequest request) {
    return stream(request, "attach");
  }

  private Future<ApiResponse> stream(ConnectRequest request, String what) {
    JsonObject pod = assigned(request);
    QueryString query = request.query();
    String container = Containers.choose(pod, query.get("container"));
    StringBuilder uri = new StringBuilder(path(what, pod, container));
    char separator = '?';
    String[][] flags = {
      {"stdin", "input"}, {"stdout", "output"}, {"stderr", "error"}, {"tty", "tty"}
    };
    for (String[] flag : flags) {
      if (query.flag(flag[0])) {
        uri.append(separator).append(flag[1]).append("=1");
        separator = '&';
      }
    }
    for (String word : query.all("command")) {
      uri.append(separator).append("command=").append(escape(word));
      separator = '&';
    }
    return forward(request, pod, uri.toString());
  }

  Future<ApiResponse> portForward(ConnectRequest request) {
    JsonObject pod = assigned(request);
    StringBuilder uri = new StringBuilder();
    uri.append("/portForward/").append(escape(Meta.namespace(pod)));
    uri.append('/').append(escape(Meta.name(pod)));
    char separator = '?';
    for (String ports : request.query().all("ports")) {
      uri.append(separator).append("port=").append(escape(ports));
      separator = '&';
    }
    return forward(request, pod, uri.toString());
  }

  private JsonObject assigned(ConnectRequest request) {
    JsonObject pod = objects.pod(request.namespace(), request.name());
    if (node(pod).isEmpty()) {
      throw ApiException.badRequest("pod " + Meta.name(pod) + " does not have a host assigned");
    }
    return pod;
  }

  private static String node(JsonObject pod) {
    return pod.object("spec").string("nodeName", "");
  }

  private static String path(String what, JsonObject pod, String container) {
    return "/"
        + what
        + "/"
        + escape(Meta.namespace(pod))
        + "/"
        + escape(Meta.name(pod))
        + "/"
        + escape(container);
  }

  private Future<ApiResponse> forward(ConnectRequest request, JsonObject pod, String uri) {
    Target target = Target.kubelet(objects.node(node(pod)));
    return forwarding.forward(request.raw(), target, uri);
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
