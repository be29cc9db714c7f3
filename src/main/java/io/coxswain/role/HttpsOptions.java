package io.coxswain.role;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.inject.Singleton;
import java.net.Socket;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * HTTPS with a certificate that can be replaced while it runs, and client certificates that are
 * asked for but judged by the authenticator, not by the TLS layer.
 */
@Singleton
final class HttpsOptions implements HttpServerOptionsCustomizer {
  private static final int HEADER_LIMIT = 64 * 1024;

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    ServerRole.Prepared prepared = ServerRole.prepared();
    options.setSsl(true);
    options.setSslEngineOptions(new PlainHttpRefusal());
    options.setKeyCertOptions(KeyCertOptions.wrap(prepared.serving()));
    options.setTrustOptions(TrustOptions.wrap(new Anybody()));
    options.setClientAuth(ClientAuth.REQUEST);
    options.setMaxHeaderSize(HEADER_LIMIT);
    options.setMaxInitialLineLength(HEADER_LIMIT);
    options.setTcpNoDelay(true);
    options.setHandle100ContinueAutomatically(true);
  }

  /** Lets every certificate through to the authenticator. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
