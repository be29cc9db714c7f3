package io.coxswain.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningRequestTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final List<String> CLIENT = List.of("digital signature", "client auth");

  private final FixedRandom random = new FixedRandom(2);
  private final KeyPair pair = Keys.generate(random);

  private SigningRequest request(String name, String group, List<String> dns, List<String> ips) {
    return SigningRequest.parse(SigningRequest.create(name, List.of(group), dns, ips, pair));
  }

  @Test
  void whatIsAskedForIsRead() {
    SigningRequest read =
        request("system:node:a", "system:nodes", List.of("a"), List.of("10.0.0.7"));
    assertEquals("system:node:a", read.commonName());
    assertEquals(List.of("system:nodes"), read.organizations());
    assertEquals(List.of("a"), read.dnsNames());
    assertEquals(List.of("10.0.0.7"), read.ipAddresses());
    assertEquals(pair.getPublic(), read.publicKey());
  }

  @Test
  void aRequestThatItsKeyDidNotSignIsRefused() {
    String pem = SigningRequest.create("a", List.of(), List.of(), List.of(), pair);
    byte[] der = Pem.blocks(pem).getFirst().der();
    der[der.length - 1] ^= 1;
    String forged = new Pem("CERTIFICATE REQUEST", der).text();
    assertThrows(PkiException.class, () -> SigningRequest.parse(forged));
    assertThrows(PkiException.class, () -> SigningRequest.parse("hello"));
  }

  @Test
  void theKubeletSignerSignsNodesOnly() {
    var signer = CertificateSigner.API_SERVER_CLIENT_KUBELET;
    assertNull(
        signer.refuses(request("system:node:a", "system:nodes", List.of(), List.of()), CLIENT));
    assertEquals(
        "subject organization is not system:nodes",
        signer.refuses(request("system:node:a", "x", List.of(), List.of()), CLIENT));
    assertEquals(
        "subject common name does not begin with system:node:",
        signer.refuses(request("a", "system:nodes", List.of(), List.of()), CLIENT));
    assertEquals(
        "DNS subjectAltNames are not allowed",
        signer.refuses(request("system:node:a", "system:nodes", List.of("a"), List.of()), CLIENT));
  }

  @ParameterizedTest
  @CsvSource({
    "kubernetes.io/kube-apiserver-client, client auth, true",
    "kubernetes.io/kube-apiserver-client, server auth, false",
    "kubernetes.io/kube-apiserver-client, digital signature, false",
    "kubernetes.io/kubelet-serving, server auth, false",
    "kubernetes.io/legacy-unknown, code signing, true",
    "kubernetes.io/legacy-unknown, flying, false",
  })
  void usagesFitTheSigner(String name, String usage, boolean good) {
    String refusal =
        CertificateSigner.of(name)
            .refuses(request("jane", "devs", List.of(), List.of()), List.of(usage));
    assertEquals(good, refusal == null, String.valueOf(refusal));
  }

  @Test
  void aServingCertificateNeedsANameToServe() {
    var signer = CertificateSigner.KUBELET_SERVING;
    List<String> usages = List.of("digital signature", "server auth");
    assertEquals(
        "DNS or IP subjectAltName is required",
        signer.refuses(request("system:node:a", "system:nodes", List.of(), List.of()), usages));
    assertNull(
        signer.refuses(
            request("system:node:a", "system:nodes", List.of(), List.of("10.0.0.7")), usages));
  }

  @Test
  void anApprovedRequestIsSignedForNoLongerThanAsked() {
    var authority = CertificateAuthority.create("kubernetes", NOW, random);
    SigningRequest request = request("system:node:a", "system:nodes", List.of(), List.of());
    var signer = CertificateSigner.API_SERVER_CLIENT_KUBELET;
    var hour = signer.sign(authority, request, CLIENT, 3_600, NOW, random);
    assertEquals(NOW.plusSeconds(3_600), hour.getNotAfter().toInstant());
    var year = signer.sign(authority, request, CLIENT, 0, NOW, random);
    assertEquals(NOW.plus(Duration.ofDays(365)), year.getNotAfter().toInstant());
    assertTrue(Certificates.isClientOf(List.of(year), List.of(authority.certificate())));
    assertEquals(pair.getPublic(), year.getPublicKey());
  }
}
