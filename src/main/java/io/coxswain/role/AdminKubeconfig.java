package io.coxswain.role;

import io.coxswain.cluster.Authorities;
import io.coxswain.cluster.ServerDirectory;
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
import java.security.SecureRandom;
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

  private final ServerDirectory directory;
  private final String server;
  private final SecureRandom random;
  private final CompletableFuture<KeyPair> key; // null where there is a file already

  private AdminKubeconfig(
      ServerDirectory directory,
      String server,
      SecureRandom random,
      CompletableFuture<KeyPair> key) {
    this.directory = directory;
    this.server = server;
    this.random = random;
    this.key = key;
  }

  /**
   * On a first start begins to make the key.
   *
   * @param server the URL to write
   */
  static AdminKubeconfig begin(ServerDirectory directory, String server, SecureRandom random) {
    CompletableFuture<KeyPair> key =
        Files.exists(directory.kubeconfigFile())
            ? null
            : CompletableFuture.supplyAsync(
                () -> Keys.generateRsa(random),
                task -> Thread.ofPlatform().daemon().name("admin key").start(task));
    return new AdminKubeconfig(directory, server, random, key);
  }

  /** Leaves a good file, where need be after the key is made. */
  void keep(Authorities authorities, InstantSource clock) {
    Instant now = clock.instant();
    if (isGood(directory.kubeconfigFile(), server, authorities, now)) {
      return;
    }
    KeyPair pair = key == null ? Keys.generateRsa(random) : key.join();
    KeyedCertificate admin =
        authorities.cluster().issue(CertificateTemplate.admin(LIFETIME), pair, now, random);
    String authority = Certificates.pem(authorities.cluster().certificate());
    directory.keepKubeconfig(Kubeconfig.of(server, authority, "kubernetes-admin", admin).yaml());
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
          && !Renewal.decide(certificate, LIFETIME, now).due();
    } catch (IOException | JsonException | PkiException | ClassCastException e) {
      return false;
    }
  }
}
