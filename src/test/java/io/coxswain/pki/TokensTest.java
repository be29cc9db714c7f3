package io.coxswain.pki;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final FixedRandom random = new FixedRandom(4);
  private final CertificateAuthority authority =
      CertificateAuthority.create("kubernetes", NOW, random);

  @Test
  void aJoinTokenPinsItsAuthority() {
    JoinToken made = JoinToken.of(BootstrapToken.create(random), authority.certificate());
    JoinToken read = JoinToken.parse(" " + made.text() + "\n");
    assertEquals(made, read);
    assertTrue(read.pins(authority.certificate()));
    assertFalse(read.pins(CertificateAuthority.create("kubernetes", NOW, random).certificate()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "abcdef.0123456789abcdef", "cx1.a.b.c", "cx2.abcdef.0123456789abcdef.00"})
  void otherTextIsNoJoinToken(String text) {
    assertThrows(PkiException.class, () -> JoinToken.parse(text));
  }

  @Test
  void secretsAreNotShown() {
    BootstrapToken token = BootstrapToken.create(random);
    assertFalse(token.toString().contains(token.secret()));
    assertFalse(JoinToken.of(token, authority.certificate()).toString().contains(token.secret()));
  }

  @Test
  void firstContactTrustsOnlyThePinnedAuthority() throws Exception {
    var template =
        CertificateTemplate.apiServer("10.96.0.1", "cluster.local", List.of(), Duration.ofDays(1));
    X509Certificate leaf = authority.issue(template, NOW, random).certificate();
    var trust = new PinnedTrustManager(Certificates.publicKeyHash(authority.certificate()));
    trust.checkServerTrusted(new X509Certificate[] {leaf, authority.certificate()}, "EC");
    assertEquals(authority.certificate(), trust.authority());

    var forger = CertificateAuthority.create("kubernetes", NOW, random);
    X509Certificate forged = forger.issue(template, NOW, random).certificate();
    X509Certificate[] own = {forged, forger.certificate()};
    X509Certificate[] borrowed = {forged, authority.certificate()};
    X509Certificate[] alone = {leaf};
    for (X509Certificate[] chain : List.of(own, borrowed, alone)) {
      assertThrows(CertificateException.class, () -> trust.checkServerTrusted(chain, "EC"));
    }
  }

  @Test
  void whatIsSealedOpensWithTheSameKeyAndPurposeOnly() {
    byte[] key = Sealing.newKey(random);
    byte[] plain = "secret".getBytes(StandardCharsets.UTF_8);
    byte[] sealed = new Sealing(key, random).seal(plain, "authority cluster");
    assertArrayEquals(plain, new Sealing(key, random).open(sealed, "authority cluster"));
    assertThrows(PkiException.class, () -> new Sealing(key, random).open(sealed, "other"));
    var other = new Sealing(Sealing.newKey(random), random);
    assertThrows(PkiException.class, () -> other.open(sealed, "authority cluster"));
    sealed[20] ^= 1;
    assertThrows(
        PkiException.class, () -> new Sealing(key, random).open(sealed, "authority cluster"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, false",
    "100, false",
    "240, false",
    "244, true",
    "365, true",
    "1000, true",
    "-20000, false",
  })
  void aCertificateIsDueAtTwoThirdsOfItsLife(long day, boolean due) {
    Instant begin = NOW;
    Renewal decided =
        Renewal.decide(begin, begin.plus(Duration.ofDays(365)), begin.plus(Duration.ofDays(day)));
    assertEquals(due, decided.due());
  }

  @Test
  void nobodySleepsLongerThanAnHourBeforeLookingAtTheClockAgain() {
    Renewal decided = Renewal.decide(NOW, NOW.plus(Duration.ofDays(365)), NOW.plusSeconds(1));
    assertEquals(Duration.ofHours(1), decided.again());
    assertEquals(
        Duration.ofMinutes(20),
        Renewal.decide(NOW, NOW.plus(Duration.ofHours(1)), NOW.plus(Duration.ofMinutes(20)))
            .again());
  }
}
