package io.coxswain.node;

import io.coxswain.client.KubeClient;
import io.coxswain.client.RemoteOptions;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Sleeper;
import io.coxswain.node.journal.DurableFile;
import io.coxswain.pki.Certificates;
import io.coxswain.pki.JoinToken;
import io.coxswain.pki.KeyedCertificate;
import io.coxswain.pki.Keys;
import io.coxswain.pki.Kubeconfig;
import io.coxswain.pki.PinnedTrustManager;
import io.coxswain.pki.PkiException;
import io.coxswain.pki.Renewal;
import io.coxswain.pki.SigningRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * How this node proves who it is: a client certificate got by a join token and a
 * CertificateSigningRequest, kept as a kubeconfig in the data directory (JSON, which is YAML), and
 * renewed by itself. Every method that talks to the server blocks.
 */
public final class NodeCredentials {
  private static final Gvr REQUESTS =
      Gvr.of("certificates.k8s.io/v1", "certificatesigningrequests");
  private static final String CLIENT_SIGNER = "kubernetes.io/kube-apiserver-client-kubelet";
  private static final String SERVING_SIGNER = "kubernetes.io/kubelet-serving";
  private static final Duration POLL = Duration.ofMillis(300);
  private static final int POLLS = 400;
  private static final int HTTPS = 443;
  private final Path directory;
  private final String nodeName;
  private final SecureRandom random;
  private final Supplier<String> ids;
  private final Sleeper sleeper;

  /**
   * @param directory where {@code kubeconfig} and {@code serving.json} are kept
   * @param ids random names of requests
   */
  public NodeCredentials(
      Path directory, String nodeName, SecureRandom random, Supplier<String> ids, Sleeper sleeper) {
    this.directory = directory;
    this.nodeName = nodeName;
    this.random = random;
    this.ids = ids;
    this.sleeper = sleeper;
  }

  /** What an earlier start has kept; empty where this node has not joined yet. */
  public Optional<RemoteOptions> load() {
    return read(kubeconfig())
        .map(
            config -> {
              Kubeconfig known = Kubeconfig.read(config, NodeCredentials::noFile);
              return RemoteOptions.certificate(
                  URI.create(known.server()),
                  known.authorityPem(),
                  known.clientCertificatePem(),
                  known.clientKeyPem());
            });
  }

  /**
   * Joins the cluster and keeps the certificate.
   *
   * @param clients makes a client from options; it is not closed here
   * @throws ApiException where the server is away, refuses the token or does not sign
   */
  public RemoteOptions join(
      URI server, JoinToken token, Function<RemoteOptions, KubeClient> clients) {
    String authority = authority(server, token);
    String bearer = token.bootstrap().text();
    KubeClient client = clients.apply(RemoteOptions.token(server, authority, () -> bearer));
    return certificate(client, server, authority);
  }

  /**
   * Whether the client certificate is to be renewed, and otherwise when to ask again.
   *
   * @param options as loaded
   */
  public Renewal renewal(RemoteOptions options, Instant now) {
    return Renewal.decide(Certificates.read(options.certificatePem()).getFirst(), now);
  }

  /** Gets a new client certificate with the present one, and keeps it. */
  public RemoteOptions renew(KubeClient client, RemoteOptions options) {
    return certificate(client, options.server(), options.caPem());
  }

  private RemoteOptions certificate(KubeClient client, URI server, String authority) {
    KeyPair pair = Keys.generate(random);
    String user = "system:node:" + nodeName;
    String request =
        SigningRequest.create(user, List.of("system:nodes"), List.of(), List.of(), pair);
    String certificate = signed(client, CLIENT_SIGNER, "client auth", request);
    KeyedCertificate keyed =
        new KeyedCertificate(Certificates.read(certificate), pair.getPrivate());
    Kubeconfig config = Kubeconfig.of(server.toString(), authority, user, keyed);
    write(kubeconfig(), config.tree());
    return RemoteOptions.certificate(
        server, authority, config.clientCertificatePem(), config.clientKeyPem());
  }

  /**
   * The certificate of the kubelet's API: the kept one while it is good and names these addresses,
   * else a new one.
   */
  public KeyedCertificate serving(KubeClient client, List<String> addresses, Instant now) {
    Path file = directory.resolve("serving.json");
    JsonObject kept = read(file).orElse(JsonObject.EMPTY);
    if (kept.strings("addresses").equals(addresses) && kept.has("certificate")) {
      KeyedCertificate known =
          KeyedCertificate.read(kept.string("certificate", ""), kept.string("key", ""));
      if (!Renewal.decide(known.certificate(), now).due()) {
        return known;
      }
    }
    KeyPair pair = Keys.generate(random);
    String request =
        SigningRequest.create(
            "system:node:" + nodeName, List.of("system:nodes"), List.of(nodeName), addresses, pair);
    String certificate = signed(client, SERVING_SIGNER, "server auth", request);
    KeyedCertificate keyed =
        new KeyedCertificate(Certificates.read(certificate), pair.getPrivate());
    write(
        file,
        JsonObject.of("certificate", keyed.certificatePem())
            .with("key", keyed.keyPem())
            .with("addresses", JsonArray.ofStrings(addresses)));
    return keyed;
  }

  /** Asks for a signature and waits for it. */
  private String signed(KubeClient client, String signer, String usage, String request) {
    String name = "node-csr-" + ids.get();
    String encoded =
        Base64.getEncoder().encodeToString(request.getBytes(StandardCharsets.US_ASCII));
    JsonObject body =
        JsonObject.of("apiVersion", "certificates.k8s.io/v1")
            .with("kind", "CertificateSigningRequest")
            .with("metadata", JsonObject.of("name", name))
            .with(
                "spec",
                JsonObject.of("request", encoded)
                    .with("signerName", signer)
                    .with("usages", JsonArray.ofStrings("digital signature", usage)));
    client.create(REQUESTS, "", body);
    for (int i = 0; i < POLLS; i++) {
      JsonObject status = client.get(REQUESTS, "", name).object("status");
      String certificate = status.string("certificate", "");
      if (!certificate.isEmpty()) {
        return new String(Base64.getDecoder().decode(certificate), StandardCharsets.US_ASCII);
      }
      for (JsonObject condition : status.objects("conditions")) {
        if (!condition.string("type", "").equals("Approved")) {
          throw ApiException.badRequest(
              "certificate request " + name + " was refused: " + condition.string("message", ""));
        }
      }
      pause();
    }
    throw ApiException.timeout("certificate request " + name + " was not signed");
  }

  private void pause() {
    try {
      sleeper.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("interrupted");
    }
  }

  /** The authority the token pins, from the server's own handshake. */
  private static String authority(URI server, JoinToken token) {
    PinnedTrustManager trust = new PinnedTrustManager(token.authorityHash());
    int port = server.getPort() < 0 ? HTTPS : server.getPort();
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(server.getHost(), port)) {
        socket.startHandshake();
      }
      return Certificates.pem(trust.authority());
    } catch (IOException e) {
      throw ApiException.unavailable("cannot reach " + server + ": " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw ApiException.internal(e);
    }
  }

  private Path kubeconfig() {
    return directory.resolve("kubeconfig");
  }

  private static String noFile(String name) {
    throw new PkiException("a node's kubeconfig names no other file: " + name);
  }

  private static Optional<JsonObject> read(Path file) {
    try {
      return Files.exists(file)
          ? Optional.of(JsonParser.parseObject(Files.readAllBytes(file)))
          : Optional.empty();
    } catch (IOException e) {
      throw ApiException.internal(e);
    } catch (JsonException e) {
      // Cut short by a crash of the machine: joining again mends it.
      return Optional.empty();
    }
  }

  private void write(Path file, JsonObject content) {
    try {
      Files.createDirectories(directory);
      DurableFile.write(file, content.text().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }
}
