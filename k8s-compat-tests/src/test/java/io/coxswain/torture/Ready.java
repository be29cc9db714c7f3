package io.coxswain.torture;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Asks for {@code /readyz} without credentials. */
public final class Ready {
  private static final int PATIENCE_MILLIS = 2_000;
  private static final SSLContext ANYBODY = context();

  private Ready() {}

  static boolean ask(int port) {
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
      plain.setSoTimeout(PATIENCE_MILLIS);
      try (Socket socket =
          ANYBODY.getSocketFactory().createSocket(plain, "127.0.0.1", port, true)) {
        socket
            .getOutputStream()
            .write(
                "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return answer.startsWith("HTTP/1.1 200");
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** Servers of an arena are on loopback and its own: their certificates are not judged. */
  public static SSLContext context() {
    return context(null);
  }

  public static SSLContext context(javax.net.ssl.KeyManager[] keys) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {new TrustsAnybody()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new TortureException("TLS", e);
    }
  }

  private static final class TrustsAnybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
