package io.coxswain.role;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.cluster.Authorities;
import io.coxswain.cluster.ServerDirectory;
import io.coxswain.json.JsonObject;
import io.coxswain.json.Yaml;
import io.coxswain.pki.CertificateAuthority;
import io.coxswain.pki.CertificateTemplate;
import io.coxswain.pki.Certificates;
import io.coxswain.pki.Keys;
import io.coxswain.pki.Kubeconfig;
import io.coxswain.pki.Pem;
import io.coxswain.pki.SigningKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminKubeconfigTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Authorities AUTHORITIES = authorities();

  @TempDir Path folder;

  private static Authorities authorities() {
    return new Authorities(
        CertificateAuthority.create("kubernetes", NOW, RANDOM),
        CertificateAuthority.create("front-proxy-ca", NOW, RANDOM),
        new SigningKeys(Keys.generate(RANDOM), List.of()));
  }

  private byte[] kept(String address, Authorities authorities, Instant now) throws IOException {
    AdminKubeconfig.begin(new ServerDirectory(folder), "https://" + address + ":6443", RANDOM)
        .keep(authorities, InstantSource.fixed(now));
    return Files.readAllBytes(folder.resolve("kubeconfig.yaml"));
  }

  @Test
  void itsKeyIsOneThatClientsWithoutCryptoLibrariesRead() throws Exception {
    Kubeconfig config =
        Kubeconfig.read(
            (JsonObject) Yaml.parse(kept("192.0.2.1", AUTHORITIES, NOW)), path -> "no files");

    assertEquals("https://192.0.2.1:6443", config.server());
    Pem key = Pem.blocks(config.clientKeyPem()).getFirst();
    assertEquals("PRIVATE KEY", key.type());
    // As fabric8 does for every key that does not say otherwise.
    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key.der()));
    assertTrue(
        Certificates.isClientOf(
            Certificates.read(config.clientCertificatePem()),
            List.of(AUTHORITIES.cluster().certificate())));
  }

  @Test
  void itStaysAsItIsUntilItWouldEndOrLeadsElsewhere() throws Exception {
    byte[] first = kept("192.0.2.1", AUTHORITIES, NOW);
    assertArrayEquals(first, kept("192.0.2.1", AUTHORITIES, NOW.plus(Duration.ofDays(100))));
    byte[] later = kept("192.0.2.1", AUTHORITIES, NOW.plus(Duration.ofDays(364)));
    assertFalse(java.util.Arrays.equals(first, later));
    byte[] elsewhere = kept("192.0.2.2", AUTHORITIES, NOW.plus(Duration.ofDays(364)));
    assertFalse(java.util.Arrays.equals(later, elsewhere));
  }

  @Test
  void oneOfAnotherClusterOrWithAnEllipticKeyIsReplaced() throws Exception {
    Path file = folder.resolve("kubeconfig.yaml");
    String server = "https://192.0.2.1:6443";
    kept("192.0.2.1", AUTHORITIES, NOW);
    assertTrue(AdminKubeconfig.isGood(file, server, AUTHORITIES, NOW));
    assertFalse(AdminKubeconfig.isGood(file, server, authorities(), NOW));
    Files.writeString(
        file,
        Kubeconfig.of(
                server,
                Certificates.pem(AUTHORITIES.cluster().certificate()),
                "kubernetes-admin",
                AUTHORITIES
                    .cluster()
                    .issue(CertificateTemplate.admin(Duration.ofDays(365)), NOW, RANDOM))
            .yaml());
    assertFalse(AdminKubeconfig.isGood(file, server, AUTHORITIES, NOW));
    Files.writeString(file, "broken: [");
    assertFalse(AdminKubeconfig.isGood(file, server, AUTHORITIES, NOW));
  }
}
