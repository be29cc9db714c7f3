package io.coxswain.api.stream;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.kube.ApiException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.net.NetSocket;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Carries one request on to a target. An upgrade that the target accepts becomes two pipes of
 * bytes: whatever client and target speak passes unread. Belongs to the request's event loop.
 */
final class Forwarding {
  /** Headers of one connection only, and credentials that are for us alone. */
  private static final Set<String> NOT_CARRIED =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "host",
          "authorization",
          "content-length");

  private final Dialer dialer;

  Forwarding(Dialer dialer) {
    this.dialer = dialer;
  }

  /**
   * @param raw paused, its body unread
   * @param uri path and query at the target
   */
  Future<ApiResponse> forward(HttpServerRequest raw, Target target, String uri) {
    if (raw == null) {
      return Future.failedFuture(
          ApiException.badRequest("a connection is needed, which callers inside do not have"));
    }
    boolean upgrade = raw.getHeader("Upgrade") != null;
    RequestOptions options = new RequestOptions().setURI(uri);
    // Vert.x upgrades GETs only; kubectl's POST is the same request.
    options.setMethod(upgrade ? HttpMethod.GET : raw.method());
    raw.headers()
        .forEach(
            (name, value) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (!NOT_CARRIED.contains(lower)
                  && !lower.startsWith("impersonate-")
                  && !isSecret(lower, value)) {
                options.addHeader(name, value);
              }
            });
    if (upgrade) {
      options.putHeader("Connection", "Upgrade").putHeader("Upgrade", raw.getHeader("Upgrade"));
    }
    return dialer
        .dial(target, options)
        .recover(
            e ->
                Future.failedFuture(
                    upgrade
                        ? ApiException.internal("error dialing backend: " + e.getMessage())
                        : broken(e)))
        .compose(request -> upgrade ? upgrade(raw, request) : plain(raw, request));
  }

  /** A bearer token may hide among the subprotocols of a WebSocket. */
  private static boolean isSecret(String name, String value) {
    return name.equals("sec-websocket-protocol")
        && value.startsWith("base64url.bearer.authorization.k8s.io.")
        && !value.contains(",");
  }

  private Future<ApiResponse> plain(HttpServerRequest raw, HttpClientRequest request) {
    HttpServerResponse response = raw.response();
    response.closeHandler(v -> request.reset());
    Future<HttpClientResponse> answer;
    if (hasBody(raw)) {
      String length = raw.getHeader("Content-Length");
      if (length == null) {
        request.setChunked(true);
      } else {
        request.putHeader("Content-Length", length);
      }
      answer = request.send(raw);
    } else {
      raw.resume();
      answer = request.send();
    }
    return answer
        .recover(e -> Future.failedFuture(broken(e)))
        .compose(from -> carry(from, response));
  }

  private static boolean hasBody(HttpServerRequest raw) {
    String length = raw.getHeader("Content-Length");
    return raw.getHeader("Transfer-Encoding") != null || length != null && !length.equals("0");
  }

  private static ApiException broken(Throwable error) {
    return ApiException.unavailable("error trying to reach service: " + error.getMessage());
  }

  private static Future<ApiResponse> carry(HttpClientResponse from, HttpServerResponse to) {
    to.setStatusCode(from.statusCode());
    headers(from.headers(), to.headers());
    String length = from.getHeader("Content-Length");
    if (length == null) {
      to.setChunked(true);
    } else {
      to.putHeader("Content-Length", length);
    }
    from.pipeTo(to)
        .onFailure(
            e -> {
              if (!to.ended()) {
                to.reset(); // too late for a status: the client sees a broken stream
              }
            });
    return Future.succeededFuture(ApiResponse.taken());
  }

  private static void headers(MultiMap from, MultiMap to) {
    for (Map.Entry<String, String> header : from) {
      if (!NOT_CARRIED.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        to.add(header.getKey(), header.getValue());
      }
    }
  }

  private Future<ApiResponse> upgrade(HttpServerRequest raw, HttpClientRequest request) {
    return request
        .connect()
        .recover(e -> Future.failedFuture(broken(e)))
        .compose(
            answer -> {
              if (answer.statusCode() != 101) {
                raw.resume();
                answer.resume();
                return carry(answer, raw.response());
              }
              NetSocket far = answer.netSocket();
              far.pause();
              return accept(raw, answer)
                  .onFailure(e -> far.close())
                  .map(
                      near -> {
                        join(near, far);
                        return ApiResponse.taken();
                      });
            });
  }

  /** Sends the target's 101 as ours and takes the connection, whatever the request's method. */
  private static Future<NetSocket> accept(HttpServerRequest raw, HttpClientResponse answer) {
    if (!(raw.connection() instanceof Http1xServerConnection connection)) {
      return Future.failedFuture(ApiException.badRequest("upgrades need HTTP/1.1"));
    }
    StringBuilder head = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n");
    answer.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("\r\n");
    return connection
        .netSocket()
        .map(
            near -> {
              near.pause();
              near.write(head.toString());
              return near;
            });
  }

  private static void join(NetSocket near, NetSocket far) {
    near.closeHandler(v -> far.close());
    far.closeHandler(v -> near.close());
    near.pipeTo(far).onFailure(e -> far.close());
    far.pipeTo(near).onFailure(e -> near.close());
  }
}
