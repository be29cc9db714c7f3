package io.coxswain.role;

import io.coxswain.cluster.Authorities;
import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.Yaml;
import io.coxswain.pki.Certificates;
import io.coxswain.pki.Kubeconfig;
import io.coxswain.pki.PkiException;
import io.coxswain.pki.Renewal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** The kubeconfig a server leaves for its first administrator. */
final class AdminKubeconfig {
  private AdminKubeconfig() {}

  /** Whether the one that is there leads to this server, by this authority, for long enough. */
  static boolean isGood(Path file, String server, Authorities authorities, Instant now) {
    try {
      JsonObject tree = (JsonObject) Yaml.parse(Files.readAllBytes(file));
      Kubeconfig kept = Kubeconfig.read(tree, path -> "");
      X509Certificate certificate = Certificates.read(kept.clientCertificatePem()).getFirst();
      return kept.server().equals(server)
          && Certificates.isSignedBy(certificate, authorities.cluster().certificate())
          && !Renewal.decide(certificate, now).due();
    } catch (IOException | JsonException | PkiException | ClassCastException e) {
      return false;
    }
  }
}
