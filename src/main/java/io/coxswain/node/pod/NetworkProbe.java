package io.coxswain.node.pod;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** HTTP and TCP probes from the node, worded as Go's client words failures. Blocks. */
final class NetworkProbe {
  static final String PLAIN = "http: server gave HTTP response to HTTPS client";
  static final String BAD_STATUS = "HTTP probe failed with statuscode: ";
  private static final int MAX_BODY = 10 * 1024;

  private NetworkProbe() {}

  static ProbeOutcome tcp(String host, int port, Duration timeout) {
    try (Socket socket = connect(host, port, timeout)) {
      return socket.isConnected() ? ProbeOutcome.GOOD : ProbeOutcome.bad("not connected");
    } catch (IOException e) {
      return ProbeOutcome.bad(dial(host, port, e));
    }
  }

  /**
   * @param agent who asks, unless the headers say
   * @param headers values by name; they replace the usual ones
   */
  static ProbeOutcome http(
      boolean tls,
      String host,
      int port,
      String path,
      String agent,
      Map<String, List<String>> headers,
      Duration timeout) {
    String url =
        (tls ? "https://" : "http://")
            + authority(host, port)
            + (path.startsWith("/") ? "" : "/")
            + path;
    Socket connected;
    try {
      connected = connect(host, port, timeout);
    } catch (IOException e) {
      return ProbeOutcome.bad("Get \"" + url + "\": " + dial(host, port, e));
    }
    try (Socket socket = tls ? secure(connected, host, port) : connected) {
      socket.getOutputStream().write(request(host, port, path, agent, headers));
      return judge(new BufferedInputStream(socket.getInputStream()));
    } catch (SocketTimeoutException e) {
      return ProbeOutcome.bad(
          "Get \""
              + url
              + "\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
    } catch (SSLException e) {
      boolean plain = String.valueOf(e.getMessage()).contains("Unsupported or unrecognized SSL");
      return ProbeOutcome.bad("Get \"" + url + "\": " + (plain ? PLAIN : e.getMessage()));
    } catch (IOException e) {
      return ProbeOutcome.bad("Get \"" + url + "\": " + e.getMessage());
    }
  }

  private static byte[] request(
      String host, int port, String path, String agent, Map<String, List<String>> headers) {
    StringBuilder out = new StringBuilder("GET ");
    out.append(path.startsWith("/") ? path : "/" + path).append(" HTTP/1.1\r\n");
    Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.put("Host", List.of(authority(host, port)));
    all.put("User-Agent", List.of(agent));
    all.put("Accept", List.of("*/*"));
    all.putAll(headers);
    all.put("Connection", List.of("close"));
    all.forEach(
        (name, values) ->
            values.forEach(value -> out.append(name).append(": ").append(value).append("\r\n")));
    return out.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static ProbeOutcome judge(InputStream in) throws IOException {
    byte[] start = in.readNBytes(12);
    String line = new String(start, StandardCharsets.ISO_8859_1);
    if (start.length < 12 || !line.startsWith("HTTP/1.")) {
      return ProbeOutcome.bad("malformed HTTP response \"" + line + "\"");
    }
    int code;
    try {
      code = Integer.parseInt(line.substring(9, 12));
    } catch (NumberFormatException e) {
      return ProbeOutcome.bad("malformed HTTP response \"" + line + "\"");
    }
    // Servers log an error where the client goes away before the body.
    in.readNBytes(MAX_BODY);
    return code >= 200 && code < 400 ? ProbeOutcome.GOOD : ProbeOutcome.bad(BAD_STATUS + code);
  }

  static Socket connect(String host, int port, Duration timeout) throws IOException {
    Socket socket = new Socket();
    try {
      int millis = (int) Math.max(1, timeout.toMillis());
      socket.setSoTimeout(millis);
      socket.connect(new InetSocketAddress(host, port), millis);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  static String dial(String host, int port, IOException e) {
    String prefix = "dial tcp " + authority(host, port) + ": ";
    if (e instanceof SocketTimeoutException) {
      return prefix + "i/o timeout";
    }
    if (e instanceof ConnectException && String.valueOf(e.getMessage()).contains("refused")) {
      return prefix + "connect: connection refused";
    }
    return prefix + e.getMessage();
  }

  static String authority(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** Probes check whether something answers, not who: any certificate will do. */
  private static Socket secure(Socket socket, String host, int port) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new AnyCertificate()}, null);
      SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
      tls.startHandshake();
      return tls;
    } catch (GeneralSecurityException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Extended, or Java would add checks of its own, of old algorithms for one. */
  private static final class AnyCertificate extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
