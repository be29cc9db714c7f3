package io.coxswain.role;

import io.coxswain.cluster.Authorities;
import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.Yaml;
import io.coxswain.pki.CertificateTemplate;
import io.coxswain.pki.Certificates;
import io.coxswain.pki.KeyedCertificate;
import io.coxswain.pki.Keys;
import io.coxswain.pki.Kubeconfig;
import io.coxswain.pki.PkiException;
import io.coxswain.pki.Renewal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/**
 * The kubeconfig a server leaves for its first administrator; made anew when it would end soon or
 * leads elsewhere. Its key is an RSA one, which every client reads, and is made while the server
 * goes on starting.
 */
final class AdminKubeconfig {
  private static final Duration LIFETIME = Duration.ofDays(365);

  private final ServerRole.Prepared prepared;
  private final Authorities authorities;
  private final InstantSource clock;
  private final CompletableFuture<KeyPair> key; // null where the file is good

  private AdminKubeconfig(
      ServerRole.Prepared prepared,
      Authorities authorities,
      InstantSource clock,
      CompletableFuture<KeyPair> key) {
    this.prepared = prepared;
    this.authorities = authorities;
    this.clock = clock;
    this.key = key;
  }

  /** Looks at the one that is there and, where a new one is needed, begins to make its key. */
  static AdminKubeconfig begin(
      ServerRole.Prepared prepared, Authorities authorities, InstantSource clock) {
    Path file = prepared.directory().kubeconfigFile();
    CompletableFuture<KeyPair> key =
        isGood(file, server(prepared), authorities, clock.instant())
            ? null
            : CompletableFuture.supplyAsync(
                () -> Keys.generateRsa(prepared.random()),
                task -> Thread.ofPlatform().daemon().name("admin key").start(task));
    return new AdminKubeconfig(prepared, authorities, clock, key);
  }

  /** Leaves the file; waits for its key. */
  void keep() {
    if (key == null) {
      return;
    }
    KeyedCertificate admin =
        authorities
            .cluster()
            .issue(
                CertificateTemplate.admin(LIFETIME),
                key.join(),
                clock.instant(),
                prepared.random());
    String authority = Certificates.pem(authorities.cluster().certificate());
    prepared
        .directory()
        .keepKubeconfig(
            Kubeconfig.of(server(prepared), authority, "kubernetes-admin", admin).yaml());
  }

  private static String server(ServerRole.Prepared prepared) {
    return "https://" + prepared.advertiseAddress() + ":" + prepared.config().listenPort();
  }

  /** Whether the one that is there leads to this server, by this authority, for long enough. */
  static boolean isGood(Path file, String server, Authorities authorities, Instant now) {
    try {
      JsonObject tree = (JsonObject) Yaml.parse(Files.readAllBytes(file));
      Kubeconfig kept = Kubeconfig.read(tree, path -> "");
      X509Certificate certificate = Certificates.read(kept.clientCertificatePem()).getFirst();
      return kept.server().equals(server)
          && certificate.getPublicKey().getAlgorithm().equals("RSA")
          && Certificates.isSignedBy(certificate, authorities.cluster().certificate())
          && !Renewal.decide(certificate, now).due();
    } catch (IOException | JsonException | PkiException | ClassCastException e) {
      return false;
    }
  }
}
