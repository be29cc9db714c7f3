package io.coxswain.api.stream;

import io.coxswain.api.http.ConnectRequest;
import io.coxswain.api.render.ApiResponse;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** {@code pods/proxy}, {@code services/proxy} and {@code nodes/proxy}. */
final class Proxies {
  private final Objects objects;
  private final Forwarding forwarding;
  private final RandomGenerator random;

  Proxies(Objects objects, Forwarding forwarding, RandomGenerator random) {
    this.objects = objects;
    this.forwarding = forwarding;
    this.random = random;
  }

  /**
   * What a name says: {@code name}, {@code name:port}, {@code scheme:name:port}.
   *
   * @param port a number or a name, may be empty
   */
  record Name(boolean tls, String name, String port) {
    static Name of(String text) {
      String[] parts = text.split(":", -1);
      if (parts.length == 1) {
        return new Name(false, parts[0], "");
      }
      if (parts.length == 2) {
        return new Name(false, parts[0], parts[1]);
      }
      if (parts.length == 3 && List.of("http", "https", "").contains(parts[0])) {
        return new Name(parts[0].equals("https"), parts[1], parts[2]);
      }
      throw ApiException.badRequest("invalid proxy request \"" + text + "\"");
    }
  }

  Future<ApiResponse> pod(ConnectRequest request) {
    Name name = Name.of(request.name());
    JsonObject pod = objects.pod(request.namespace(), name.name());
    String port = name.port();
    if (port.isEmpty()) {
      for (JsonObject container : pod.object("spec").objects("containers")) {
        for (JsonObject containerPort : container.objects("ports")) {
          port = port.isEmpty() ? "" + containerPort.integer("containerPort", 0) : port;
        }
      }
    }
    String address = pod.object("status").string("podIP", "");
    if (address.isEmpty()) {
      throw ApiException.badRequest("address not allowed");
    }
    return forward(request, new Target(address, number(port, name.tls()), name.tls(), false));
  }

  Future<ApiResponse> service(ConnectRequest request) {
    Name name = Name.of(request.name());
    JsonObject service = objects.service(request.namespace(), name.name());
    JsonObject port = servicePort(service, name);
    List<Target> targets = new ArrayList<>();
    for (JsonObject slice : objects.slices(request.namespace(), name.name())) {
      for (JsonObject slicePort : slice.objects("ports")) {
        if (slicePort.string("name", "").equals(port.string("name", ""))) {
          collect(targets, slice, (int) slicePort.integer("port", 0), name.tls());
        }
      }
    }
    if (targets.isEmpty()) {
      throw ApiException.unavailable("no endpoints available for service \"" + name.name() + "\"");
    }
    return forward(request, targets.get(random.nextInt(targets.size())));
  }

  private static JsonObject servicePort(JsonObject service, Name name) {
    List<JsonObject> ports = service.object("spec").objects("ports");
    if (name.port().isEmpty() && ports.size() == 1) {
      return ports.getFirst();
    }
    for (JsonObject port : ports) {
      if (name.port().equals(port.string("name", ""))
          || name.port().equals("" + port.integer("port", 0))) {
        return port;
      }
    }
    throw ApiException.unavailable(
        "no service port \"" + name.port() + "\" found for service \"" + Meta.name(service) + "\"");
  }

  private static void collect(List<Target> out, JsonObject slice, int port, boolean tls) {
    for (JsonObject endpoint : slice.objects("endpoints")) {
      if (port > 0 && endpoint.object("conditions").bool("ready", true)) {
        endpoint.strings("addresses").forEach(a -> out.add(new Target(a, port, tls, false)));
      }
    }
  }

  /** The node's kubelet API, or, with a port that is not its own, whatever listens there. */
  Future<ApiResponse> node(ConnectRequest request) {
    Name name = Name.of(request.name());
    Target kubelet = Target.kubelet(objects.node(name.name()));
    boolean other = !name.port().isEmpty() && !name.port().equals("" + kubelet.port());
    return forward(
        request,
        other
            ? new Target(kubelet.host(), number(name.port(), name.tls()), name.tls(), false)
            : kubelet);
  }

  private static int number(String port, boolean tls) {
    if (port.isEmpty()) {
      return tls ? 443 : 80;
    }
    try {
      return Integer.parseInt(port);
    } catch (NumberFormatException e) {
      throw ApiException.badRequest("invalid port \"" + port + "\"");
    }
  }

  private Future<ApiResponse> forward(ConnectRequest request, Target target) {
    HttpServerRequest raw = request.raw();
    if (raw == null) {
      return forwarding.forward(null, target, "/");
    }
    String root = root(raw.uri(), segments(request));
    boolean reads = raw.method() == HttpMethod.GET || raw.method() == HttpMethod.HEAD;
    if (root != null && reads && raw.getHeader("Upgrade") == null) {
      return Future.succeededFuture(
          ApiResponse.bytes(301, "", new byte[0]).withHeader("Location", root));
    }
    return forwarding.forward(raw, target, rest(raw.uri(), segments(request)));
  }

  /**
   * Where a request for {@code …/proxy} itself is sent: the same with a slash behind, without which
   * relative links of the answer would lead elsewhere. {@code null} for any other path.
   */
  static String root(String uri, int segments) {
    int query = uri.indexOf('?');
    String path = query < 0 ? uri : uri.substring(0, query);
    boolean bare = !path.endsWith("/") && path.chars().filter(c -> c == '/').count() == segments;
    return bare ? path + "/" + uri.substring(path.length()) : null;
  }

  /** How many segments there are up to and with {@code proxy}. */
  private static int segments(ConnectRequest request) {
    return request.namespace().isEmpty() ? 5 : 7;
  }

  /** What follows {@code …/proxy} in the path, as it was escaped, with the query. */
  static String rest(String uri, int segments) {
    int query = uri.indexOf('?');
    String path = query < 0 ? uri : uri.substring(0, query);
    int end = 0;
    for (int i = 0; i < segments && end >= 0; i++) {
      end = path.indexOf('/', end + 1);
    }
    String rest = end < 0 ? "/" : path.substring(end);
    return query < 0 ? rest : rest + uri.substring(query);
  }
}
