package io.coxswain.api.http;

import io.coxswain.api.authn.Credentials;
import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.verb.Loop;
import io.coxswain.api.verb.QueryString;
import io.coxswain.kube.ApiException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Carries HTTP requests to the {@link ApiServer} and its answers back. A raw Vert.x handler: mount
 * it with {@code router.route().handler(context -> edge.handle(context.request()))}, before
 * anything that reads bodies.
 */
public final class HttpEdge implements Handler<HttpServerRequest> {
  private static final int BODY_LIMIT = 3 * 1024 * 1024;
  private static final String TOKEN_PROTOCOL = "base64url.bearer.authorization.k8s.io.";

  private final Vertx vertx;
  private final ApiServer server;

  public HttpEdge(Vertx vertx, ApiServer server) {
    this.vertx = vertx;
    this.server = server;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Loop loop = new Loop(vertx, vertx.getOrCreateContext());
    HttpAnswers answers = new HttpAnswers(request);
    ApiRequest head;
    try {
      head = head(request);
    } catch (ApiException e) {
      answers.send(ApiResponse.json(e.status().code(), e.status().toJson()));
      return;
    }
    if (isUpgrade(request) || connects(head)) {
      // Whoever takes the connection over reads what follows the head.
      request.pause();
      server.handle(head, loop).onSuccess(answers::send);
      return;
    }
    Buffer body = Buffer.buffer();
    boolean[] tooLarge = new boolean[1];
    request.handler(
        chunk -> {
          if (tooLarge[0]) {
            return;
          }
          if (body.length() + chunk.length() > BODY_LIMIT) {
            tooLarge[0] = true;
            answers.send(tooLarge());
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.exceptionHandler(ignored -> tooLarge[0] = true);
    request.endHandler(
        ignored -> {
          if (!tooLarge[0]) {
            server.handle(withBody(head, body.getBytes()), loop).onSuccess(answers::send);
          }
        });
  }

  private static ApiResponse tooLarge() {
    ApiException error = ApiException.tooLarge("Request entity too large: limit is " + BODY_LIMIT);
    return ApiResponse.json(413, error.status().toJson());
  }

  private boolean connects(ApiRequest request) {
    try {
      return server.connects(RequestInfo.of(request.method(), request.path(), request.query()));
    } catch (ApiException e) {
      return false; // the server answers with this error
    }
  }

  private static boolean isUpgrade(HttpServerRequest request) {
    return request.getHeader("Upgrade") != null;
  }

  private static ApiRequest head(HttpServerRequest request) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    request
        .headers()
        .forEach(
            (name, value) ->
                headers
                    .computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>(1))
                    .add(value));
    return new ApiRequest(
        request.method().name(),
        request.path() == null ? "/" : request.path(),
        QueryString.parse(request.query()),
        headers,
        new byte[0],
        new Credentials(token(headers), certificates(request)),
        null,
        request);
  }

  private static ApiRequest withBody(ApiRequest head, byte[] body) {
    return new ApiRequest(
        head.method(),
        head.path(),
        head.query(),
        head.headers(),
        body,
        head.credentials(),
        head.user(),
        head.raw());
  }

  /** From {@code Authorization}, or from a WebSocket's protocol, where browsers must put it. */
  private static String token(Map<String, List<String>> headers) {
    for (String value : headers.getOrDefault("authorization", List.of())) {
      if (value.regionMatches(true, 0, "Bearer ", 0, 7)) {
        return value.substring(7).strip();
      }
    }
    for (String value : headers.getOrDefault("sec-websocket-protocol", List.of())) {
      for (String protocol : value.split(",")) {
        if (protocol.strip().startsWith(TOKEN_PROTOCOL)) {
          return decoded(protocol.strip().substring(TOKEN_PROTOCOL.length()));
        }
      }
    }
    return null;
  }

  private static String decoded(String token) {
    try {
      return new String(
          Base64.getUrlDecoder().decode(token), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return token; // refused as the bad token it is
    }
  }

  private static List<X509Certificate> certificates(HttpServerRequest request) {
    if (!request.isSSL()) {
      return List.of();
    }
    try {
      List<X509Certificate> out = new ArrayList<>();
      for (Certificate certificate : request.connection().peerCertificates()) {
        if (certificate instanceof X509Certificate x509) {
          out.add(x509);
        }
      }
      return out;
    } catch (SSLPeerUnverifiedException e) {
      return List.of(); // the client presented none
    }
  }
}
