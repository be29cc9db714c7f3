package io.coxswain.client;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Calls over HTTPS, HTTP/2 where the server speaks it. A dead connection is noticed by pings
 * (HTTP/2) or by the call's timeout, and closed, which ends every stream on it with an error.
 */
public final class RemoteTransport implements Transport {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int CALL_MILLIS = 60_000;
  private static final int PING_MILLIS = 15_000;
  private static final int KEEP_ALIVE_SECONDS = 60;

  private final Vertx vertx;
  private final RemoteOptions options;
  private final HttpClient client;
  private final Set<HttpConnection> guarded = ConcurrentHashMap.newKeySet();

  public RemoteTransport(Vertx vertx, RemoteOptions options) {
    this.vertx = vertx;
    this.options = options;
    // What befalls a connection fails its requests; without a handler Vert.x logs it as well.
    this.client =
        vertx
            .httpClientBuilder()
            .with(clientOptions(options))
            .withConnectHandler(connection -> connection.exceptionHandler(error -> {}))
            .build();
  }

  private static HttpClientOptions clientOptions(RemoteOptions options) {
    HttpClientOptions out =
        new HttpClientOptions()
            .setConnectTimeout(CONNECT_MILLIS)
            .setSslHandshakeTimeout(CONNECT_MILLIS / 1000L)
            .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
            .setTcpKeepAlive(true)
            .setTcpNoDelay(true)
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setHttp2KeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setMaxPoolSize(32)
            .setHttp2MaxPoolSize(1);
    if (!"https".equals(options.server().getScheme())) {
      return out;
    }
    out.setSsl(true).setUseAlpn(true).setProtocolVersion(HttpVersion.HTTP_2);
    if (!options.caPem().isEmpty()) {
      out.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(options.caPem())));
    }
    if (!options.certificatePem().isEmpty()) {
      out.setKeyCertOptions(
          new PemKeyCertOptions()
              .addCertValue(Buffer.buffer(options.certificatePem()))
              .addKeyValue(Buffer.buffer(options.keyPem())));
    }
    return out;
  }

  @Override
  public CompletionStage<Answer> send(Call call) {
    RequestOptions request = request(call).setTimeout(CALL_MILLIS);
    CompletableFuture<Answer> out = new CompletableFuture<>();
    onLoop(
        () ->
            client
                .request(request)
                .compose(ready -> exchange(ready, call))
                .compose(
                    response ->
                        response
                            .body()
                            .map(
                                body ->
                                    new Answer(
                                        response.statusCode(), type(response), body.getBytes())))
                .onSuccess(out::complete)
                .onFailure(error -> out.completeExceptionally(unreachable(error))));
    return out;
  }

  /**
   * On a caller's own thread a step could be chained after the answer had begun to arrive, and lose
   * its first bytes; on the loop that brings them it cannot.
   */
  private void onLoop(Runnable exchange) {
    vertx.runOnContext(ignored -> exchange.run());
  }

  @Override
  public CompletionStage<AutoCloseable> stream(Call call, StreamListener listener) {
    CompletableFuture<AutoCloseable> out = new CompletableFuture<>();
    RequestOptions request = request(call);
    onLoop(
        () ->
            client
                .request(request)
                .compose(
                    ready -> {
                      long timer = vertx.setTimer(CALL_MILLIS, id -> ready.reset());
                      return exchange(ready, call)
                          .onComplete(done -> vertx.cancelTimer(timer))
                          .onSuccess(response -> pipe(response, listener))
                          .map((AutoCloseable) ready::reset);
                    })
                .onSuccess(out::complete)
                .onFailure(error -> out.completeExceptionally(unreachable(error))));
    return out;
  }

  private RequestOptions request(Call call) {
    RequestOptions out =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(call.method()))
            .setHost(options.server().getHost())
            .setPort(port())
            .setSsl("https".equals(options.server().getScheme()))
            .setURI(call.path());
    call.headers().forEach(out::putHeader);
    String token = options.token() == null ? "" : options.token().get();
    if (token != null && !token.isEmpty()) {
      out.putHeader("authorization", "Bearer " + token);
    }
    return out;
  }

  private int port() {
    int port = options.server().getPort();
    return port > 0 ? port : "https".equals(options.server().getScheme()) ? 443 : 80;
  }

  private Future<HttpClientResponse> exchange(HttpClientRequest ready, Call call) {
    // What befalls the request fails its answer; without a handler Vert.x logs it as well.
    ready.exceptionHandler(error -> {});
    return (call.body().length == 0 ? ready.send() : ready.send(Buffer.buffer(call.body())))
        .onSuccess(
            response -> {
              if (response.version() == HttpVersion.HTTP_2) {
                guard(ready.connection());
              }
            });
  }

  private static void pipe(HttpClientResponse response, StreamListener listener) {
    AtomicBoolean ended = new AtomicBoolean();
    response.handler(buffer -> listener.chunk(buffer.getBytes()));
    response.exceptionHandler(
        error -> {
          if (!ended.getAndSet(true)) {
            listener.end(unreachable(error));
          }
        });
    response.endHandler(
        end -> {
          if (!ended.getAndSet(true)) {
            listener.end(null);
          }
        });
    listener.head(response.statusCode(), type(response));
  }

  private static String type(HttpClientResponse response) {
    String type = response.getHeader("content-type");
    if (type == null) {
      return "";
    }
    int parameters = type.indexOf(';');
    return parameters < 0 ? type : type.substring(0, parameters).strip();
  }

  private static ApiException unreachable(Throwable error) {
    return error instanceof ApiException e
        ? e
        : new ApiException(
            Status.failure(Reason.SERVICE_UNAVAILABLE, "no answer: " + error.getMessage()), error);
  }

  /** Pings an HTTP/2 connection for its whole life, and closes it when it does not answer. */
  private void guard(HttpConnection connection) {
    if (!guarded.add(connection)) {
      return;
    }
    AtomicBoolean answered = new AtomicBoolean(true);
    long timer =
        vertx.setPeriodic(
            PING_MILLIS,
            id -> {
              if (!answered.getAndSet(false)) {
                connection.close();
                return;
              }
              connection.ping(Buffer.buffer("coxswain")).onSuccess(pong -> answered.set(true));
            });
    connection.closeHandler(
        closed -> {
          vertx.cancelTimer(timer);
          guarded.remove(connection);
        });
  }

  /** Uses another client certificate for new connections, and leaves the ones there are. */
  public void renew(String certificatePem, String keyPem) {
    client.updateSSLOptions(
        clientOptions(options.withCertificate(certificatePem, keyPem)).getSslOptions());
  }

  @Override
  public void close() {
    client.close();
  }
}
