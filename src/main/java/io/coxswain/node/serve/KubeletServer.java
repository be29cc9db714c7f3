package io.coxswain.node.serve;

import io.coxswain.node.runtime.PodAccess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.SSLOptions;
import java.time.InstantSource;
import java.util.function.Predicate;

/** The HTTPS server of the kubelet's API. */
public final class KubeletServer {
  private static final int MOST_MESSAGE = 1024 * 1024;

  /**
   * Its identity, all as PEM.
   *
   * @param authority whose client certificates are accepted
   */
  public record Identity(String certificate, String key, String authority) {}

  private final HttpServer server;

  /**
   * @param host address to listen on
   * @param port usually 10250; 0 for any
   * @param allowed who may call; see {@link Caller#mayDoAnything}
   * @param tls what makes TLS, and what it does for clients that speak plain HTTP
   */
  public KubeletServer(
      Vertx vertx,
      String host,
      int port,
      Identity identity,
      PodAccess access,
      Predicate<Caller> allowed,
      SSLEngineOptions tls,
      InstantSource clock) {
    HttpServerOptions options =
        plain(host, port)
            .setSsl(true)
            .setSslEngineOptions(tls)
            .setClientAuth(ClientAuth.REQUEST)
            .setKeyCertOptions(keys(identity))
            .setTrustOptions(
                new PemTrustOptions().addCertValue(Buffer.buffer(identity.authority())));
    server = vertx.createHttpServer(options);
    serve(new KubeletApi(vertx, access, allowed, clock));
  }

  /** Without TLS, so that tests need no certificates. */
  KubeletServer(Vertx vertx, PodAccess access, InstantSource clock) {
    server = vertx.createHttpServer(plain("127.0.0.1", 0));
    serve(new KubeletApi(vertx, access, null, clock));
  }

  private void serve(KubeletApi api) {
    server.requestHandler(api::handle);
    // Whoever was served has gone: nobody's trouble, and Vert.x would log it without a word.
    server.connectionHandler(connection -> connection.exceptionHandler(gone -> {}));
  }

  private static HttpServerOptions plain(String host, int port) {
    return new HttpServerOptions()
        .setHost(host)
        .setPort(port)
        .setMaxInitialLineLength(64 * 1024) // a command travels in the query
        .setMaxWebSocketMessageSize(MOST_MESSAGE)
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setWebSocketSubProtocols(Upgrades.subProtocols());
  }

  private static PemKeyCertOptions keys(Identity identity) {
    return new PemKeyCertOptions()
        .setCertValue(Buffer.buffer(identity.certificate()))
        .setKeyValue(Buffer.buffer(identity.key()));
  }

  /** The port it listens on. */
  public Future<Integer> start() {
    return server.listen().map(HttpServer::actualPort);
  }

  /** Serves new connections with another certificate. */
  public Future<Void> renew(Identity identity) {
    return server
        .updateSSLOptions(
            new SSLOptions()
                .setKeyCertOptions(keys(identity))
                .setTrustOptions(
                    new PemTrustOptions().addCertValue(Buffer.buffer(identity.authority()))))
        .mapEmpty();
  }

  public Future<Void> stop() {
    return server.close();
  }
}
