import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** An API server and the client certificate of a kubeconfig. */
record Api(String host, int port, SSLContext tls) {
  static Api of(Path kubeconfig) throws Exception {
    String text = Files.readString(kubeconfig);
    URI server = URI.create(value(text, "server"));
    CertificateFactory certificates = CertificateFactory.getInstance("X.509");
    Certificate authority =
        certificates.generateCertificate(data(text, "certificate-authority-data"));
    Certificate own = certificates.generateCertificate(data(text, "client-certificate-data"));
    String pem =
        new String(data(text, "client-key-data").readAllBytes(), StandardCharsets.US_ASCII);
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    PrivateKey key =
        KeyFactory.getInstance(own.getPublicKey().getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(der));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authority);
    store.setKeyEntry("own", key, new char[0], new Certificate[] {own});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return new Api(server.getHost(), server.getPort(), tls);
  }

  Http connect() throws IOException {
    Socket plain = new Socket();
    plain.connect(new InetSocketAddress(host, port), 2000);
    plain.setTcpNoDelay(true);
    SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true);
    return new Http(socket, socket.getInputStream(), socket.getOutputStream());
  }

  /** The namespace, empty. */
  void namespace(String name) throws IOException, InterruptedException {
    try (Http http = connect()) {
      http.call(
          "POST",
          "/api/v1/namespaces",
          "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\""
              + name
              + "\"}}");
      // Pods need its service account.
      String account = "/api/v1/namespaces/" + name + "/serviceaccounts/default";
      for (int i = 0; i < 500 && http.call("GET", account, null).status() != 200; i++) {
        Thread.sleep(10);
      }
    }
  }

  private static ByteArrayInputStream data(String text, String key) {
    return new ByteArrayInputStream(Base64.getDecoder().decode(value(text, key)));
  }

  private static String value(String text, String key) {
    Matcher found = Pattern.compile(key + ": *\"?([^\"\\s]+)").matcher(text);
    if (!found.find()) {
      throw new IllegalArgumentException("no " + key + " in the kubeconfig");
    }
    return found.group(1);
  }
}
