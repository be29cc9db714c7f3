package io.coxswain.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration YEAR = Duration.ofDays(365);

  private final FixedRandom random = new FixedRandom(1);
  private final CertificateAuthority authority =
      CertificateAuthority.create("kubernetes", NOW, random);

  @Test
  void anAuthorityIsValidWhateverTheClockSays() {
    X509Certificate certificate = authority.certificate();
    assertTrue(Certificates.validAt(certificate, Instant.EPOCH));
    assertTrue(Certificates.validAt(certificate, NOW.plus(Duration.ofDays(36_000))));
    assertTrue(certificate.getBasicConstraints() >= 0);
  }

  @Test
  void anAuthorityMadeIn1970OutlivesTheDayTheClockIsSet() {
    var early = CertificateAuthority.create("kubernetes", Instant.ofEpochSecond(60), random);
    assertTrue(Certificates.validAt(early.certificate(), NOW));
  }

  @Test
  void aClientCertificateNamesUserAndGroups() {
    KeyedCertificate admin = authority.issue(CertificateTemplate.admin(YEAR), NOW, random);
    assertEquals("kubernetes-admin", Certificates.commonName(admin.certificate()));
    assertEquals(List.of("system:masters"), Certificates.organizations(admin.certificate()));
    assertTrue(Certificates.isClientOf(admin.chain(), List.of(authority.certificate())));
    assertFalse(Certificates.validAt(admin.certificate(), NOW.plus(YEAR).plusSeconds(1)));
    assertTrue(Certificates.validAt(admin.certificate(), NOW.minusSeconds(200)));
  }

  @Test
  void namesWithSpecialCharactersComeBackAsTheyWere() {
    var template = CertificateTemplate.client("a,b=\"c\" +d", List.of("x, y", "#z"), YEAR);
    X509Certificate made = authority.issue(template, NOW, random).certificate();
    assertEquals("a,b=\"c\" +d", Certificates.commonName(made));
    assertEquals(List.of("x, y", "#z"), Certificates.organizations(made));
  }

  @Test
  void aCertificateOfAnotherAuthorityOfTheSameNameIsNoClient() {
    var other = CertificateAuthority.create("kubernetes", NOW, random);
    KeyedCertificate admin = other.issue(CertificateTemplate.admin(YEAR), NOW, random);
    assertFalse(Certificates.isClientOf(admin.chain(), List.of(authority.certificate())));
  }

  @Test
  void aServingCertificateIsNoClient() {
    KeyedCertificate serving = authority.issue(serving(), NOW, random);
    assertFalse(Certificates.isClientOf(serving.chain(), List.of(authority.certificate())));
    assertTrue(Certificates.leadsTo(serving.chain(), List.of(authority.certificate())));
  }

  @Test
  void aClientCertificateCannotSignAnother() {
    KeyedCertificate node = authority.issue(CertificateTemplate.node("a", YEAR), NOW, random);
    var forger = new CertificateAuthority(node.certificate(), node.key());
    KeyedCertificate forged = forger.issue(CertificateTemplate.admin(YEAR), NOW, random);
    List<X509Certificate> chain = List.of(forged.certificate(), node.certificate());
    assertFalse(Certificates.isClientOf(chain, List.of(authority.certificate())));
  }

  @Test
  void aServingCertificateHasEveryNameTheServerIsReachedBy() throws Exception {
    X509Certificate certificate = authority.issue(serving(), NOW, random).certificate();
    List<String> names =
        certificate.getSubjectAlternativeNames().stream()
            .map(name -> String.valueOf(name.get(1)))
            .collect(Collectors.toList());
    assertTrue(
        names.containsAll(
            List.of(
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local",
                "localhost",
                "box.example",
                "10.96.0.1",
                "127.0.0.1",
                "192.168.1.5")),
        names::toString);
  }

  private static CertificateTemplate serving() {
    return CertificateTemplate.apiServer(
        "10.96.0.1", "cluster.local", List.of("192.168.1.5", "box.example"), YEAR);
  }

  /** A box whose clock was a year ahead for a while. */
  @Test
  void whatWasMadeWhileTheClockWasAheadIsGoodWhenItIsSetRight() {
    Instant ahead = NOW.plus(YEAR).plus(YEAR);
    X509Certificate serving = authority.issue(serving(), ahead, random).certificate();
    assertTrue(Certificates.validAt(serving, NOW));
    assertTrue(Certificates.validAt(serving, ahead));
    assertFalse(Renewal.decide(serving, YEAR, NOW).due());
    assertFalse(Renewal.decide(serving, YEAR, ahead).due());
    assertTrue(Renewal.decide(serving, YEAR, ahead.plus(YEAR.dividedBy(3).multipliedBy(2))).due());
  }

  @Test
  void pemTextReadsBack() {
    KeyedCertificate admin = authority.issue(CertificateTemplate.admin(YEAR), NOW, random);
    KeyedCertificate read = KeyedCertificate.read(admin.certificatePem(), admin.keyPem());
    assertEquals(admin.chain(), read.chain());
    assertEquals(admin.key(), read.key());
  }

  @Test
  void opensslAgrees(@TempDir Path dir) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")));
    KeyedCertificate server = authority.issue(serving(), NOW, random);
    Path ca = dir.resolve("ca.crt");
    Path leaf = dir.resolve("leaf.crt");
    Path key = dir.resolve("leaf.key");
    Files.writeString(ca, Certificates.pem(authority.certificate()));
    Files.writeString(leaf, server.certificatePem());
    Files.writeString(key, server.keyPem());
    String at = Long.toString(NOW.getEpochSecond());
    String verified =
        openssl(
            "verify",
            "-x509_strict",
            "-attime",
            at,
            "-purpose",
            "sslserver",
            "-verify_hostname",
            "kubernetes.default.svc",
            "-CAfile",
            ca.toString(),
            leaf.toString());
    assertTrue(verified.contains("OK"), verified);
    assertEquals(
        openssl("x509", "-in", leaf.toString(), "-noout", "-pubkey"),
        openssl("pkey", "-in", key.toString(), "-pubout"));
  }

  @Test
  void keysInOpenSslsOwnFormatsAreRead(@TempDir Path dir) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")));
    String ec = openssl("ecparam", "-name", "prime256v1", "-genkey");
    assertEquals("EC", Keys.privateKey(ec).getAlgorithm());
    Path file = dir.resolve("rsa.key");
    openssl("genrsa", "-traditional", "-out", file.toString(), "2048");
    assertEquals("RSA", Keys.privateKey(Files.readString(file)).getAlgorithm());
  }

  private static String openssl(String... arguments) throws Exception {
    var command = new java.util.ArrayList<String>(List.of("/usr/bin/openssl"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out;
  }
}
