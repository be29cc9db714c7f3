package io.coxswain.node.serve;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import io.coxswain.wire.StreamProtocol;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Turns a paused request into a stream of the protocol its client asked for. */
final class Upgrades {
  static final String TUNNEL = "SPDY/3.1+portforward.k8s.io";
  static final String PORT_FORWARD = "portforward.k8s.io";
  private static final String VERSIONS = "X-Stream-Protocol-Version";

  private final HttpServerRequest request;
  private final Context context;

  Upgrades(HttpServerRequest request, Context context) {
    this.request = request;
    this.context = context;
  }

  /** Every WebSocket subprotocol that is served; the client's first choice among them is taken. */
  static List<String> subProtocols() {
    List<String> out = new ArrayList<>(StreamProtocol.words());
    out.addAll(List.of(TUNNEL, "binary.k8s.io", "base64.binary.k8s.io"));
    return out;
  }

  boolean isWebSocket() {
    return wanted().contains("websocket");
  }

  boolean isSpdy() {
    return wanted().contains("spdy/3.1");
  }

  private String wanted() {
    String upgrade = request.getHeader("Upgrade");
    return upgrade == null ? "" : upgrade.toLowerCase(Locale.ROOT);
  }

  void require() {
    if (!isWebSocket() && !isSpdy()) {
      throw ApiException.badRequest("Upgrade request required");
    }
  }

  boolean wantsTunnel() {
    return offered().contains(TUNNEL);
  }

  private List<String> offered() {
    List<String> out = new ArrayList<>();
    for (String line : request.headers().getAll("Sec-WebSocket-Protocol")) {
      for (String word : line.split(",")) {
        out.add(word.strip());
      }
    }
    return out;
  }

  /**
   * The WebSocket, paused.
   *
   * @throws ApiException Forbidden, where the client offers subprotocols and none is served
   */
  ServerWebSocket webSocket() throws IOException {
    List<String> offered = offered();
    if (!offered.isEmpty() && Collections.disjoint(offered, subProtocols())) {
      throw new ApiException(
          Status.failure(
              Reason.FORBIDDEN,
              "requested protocol(s) are not supported: "
                  + offered
                  + "; supports "
                  + subProtocols()));
    }
    Promise<ServerWebSocket> out = Promise.promise();
    context.runOnContext(
        v ->
            request
                .toWebSocket()
                .onSuccess(
                    socket -> {
                      socket.pause();
                      out.complete(socket);
                    })
                .onFailure(out::fail));
    return Wait.on(out.future());
  }

  /**
   * The version both speak, preferring the client's order, for the answer's head.
   *
   * @param known what is served
   */
  String version(List<String> known) {
    for (String line : request.headers().getAll(VERSIONS)) {
      for (String word : line.split(",")) {
        if (known.contains(word.strip())) {
          return word.strip();
        }
      }
    }
    throw new ApiException(
        Status.failure(
            Reason.FORBIDDEN,
            "unable to upgrade: unable to negotiate protocol: client supports "
                + request.headers().getAll(VERSIONS)
                + ", server accepts "
                + known));
  }

  /** The connection after the upgrade to SPDY, paused. */
  NetSocket spdy(String version) throws IOException {
    Promise<NetSocket> out = Promise.promise();
    context.runOnContext(
        v -> {
          request.response().putHeader("Connection", "Upgrade");
          request.response().putHeader("Upgrade", "SPDY/3.1");
          request.response().putHeader(VERSIONS, version);
          request
              .toNetSocket()
              .onSuccess(
                  socket -> {
                    socket.pause();
                    out.complete(socket);
                  })
              .onFailure(out::fail);
        });
    return Wait.on(out.future());
  }
}
