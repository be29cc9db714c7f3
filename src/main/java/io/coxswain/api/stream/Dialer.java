package io.coxswain.api.stream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/** Opens every connection of this server into the cluster. */
public final class Dialer {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int CONNECTIONS = 2000; // streams hold theirs for hours

  private final HttpClient kubelets;
  private final HttpClient others;

  /**
   * @param certificate of the kubelets' client ({@code kube-apiserver-kubelet-client}), PEM
   * @param key its key, PEM
   * @param authority that signed the kubelets' certificates, PEM; {@code null} believes any, as
   *     kube-apiserver does without {@code --kubelet-certificate-authority}
   */
  public Dialer(Vertx vertx, String certificate, String key, String authority) {
    HttpClientOptions options =
        options()
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertValue(Buffer.buffer(certificate))
                    .setKeyValue(Buffer.buffer(key)));
    if (authority == null) {
      options.setTrustAll(true).setVerifyHost(false);
    } else {
      options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority)));
    }
    this.kubelets = client(vertx, options);
    this.others = client(vertx, others());
  }

  /** Without TLS to kubelets either: for tests. */
  Dialer(Vertx vertx) {
    this.kubelets = client(vertx, options());
    this.others = client(vertx, others());
  }

  /** What befalls a connection fails its requests; without a handler Vert.x logs it as well. */
  private static HttpClient client(Vertx vertx, HttpClientOptions options) {
    return vertx
        .httpClientBuilder()
        .with(options)
        .withConnectHandler(connection -> connection.exceptionHandler(error -> {}))
        .build();
  }

  private static HttpClientOptions options() {
    return new HttpClientOptions()
        .setConnectTimeout(CONNECT_MILLIS)
        .setMaxPoolSize(CONNECTIONS)
        .setMaxInitialLineLength(64 * 1024)
        .setDecompressionSupported(false);
  }

  /** Pods' certificates are their own affair, as for upstream's proxy. */
  private static HttpClientOptions others() {
    return options().setTrustAll(true).setVerifyHost(false);
  }

  /**
   * @param request method, headers and URI; host and port are set here
   * @return fails as the connection did
   */
  Future<HttpClientRequest> dial(Target target, RequestOptions request) {
    request.setHost(target.host()).setPort(target.port()).setFollowRedirects(false);
    HttpClient client = target.node() ? kubelets : others;
    if (!target.node()) {
      request.setSsl(target.tls());
    }
    // What befalls the request later fails its answer; without a handler Vert.x logs it as well.
    return client.request(request).map(made -> made.exceptionHandler(error -> {}));
  }
}
