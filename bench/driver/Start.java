import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** From the start of a process to its first good /readyz. */
final class Start {
  private Start() {}

  static void run(String address, Path log, String[] command) throws Exception {
    String host = address.split(":")[0];
    int port = Integer.parseInt(address.split(":")[1]);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new TrustAnybody()}, null);
    isReady(tls, host, port); // what the first use of TLS costs us
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    while (!isReady(tls, host, port)) {
      if (!process.isAlive() || Timing.since(begin) > 300_000) {
        throw new IllegalStateException("it does not get ready; see " + log);
      }
      Thread.sleep(2);
    }
    System.out.printf(Locale.ROOT, "%d %.0f%n", process.pid(), Timing.since(begin));
  }

  private static boolean isReady(SSLContext tls, String host, int port) {
    try {
      Socket plain = new Socket();
      plain.connect(new InetSocketAddress(host, port), 1000);
      try (SSLSocket socket =
          (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true)) {
        socket.setSoTimeout(1000);
        Http http = new Http(socket, socket.getInputStream(), socket.getOutputStream());
        return http.call("GET", "/readyz", null).status() == 200;
      }
    } catch (IOException e) {
      return false;
    }
  }

  private static final class TrustAnybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
