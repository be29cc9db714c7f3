package io.coxswain.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceAccountTokensTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final String ISSUER = ServiceAccountTokens.DEFAULT_ISSUER;

  private final FixedRandom random = new FixedRandom(3);
  private final KeyPair pair = Keys.generate(random);
  private final ServiceAccountTokens tokens = tokens(new SigningKeys(pair, List.of()));

  private static ServiceAccountTokens tokens(SigningKeys keys) {
    return new ServiceAccountTokens(ISSUER, List.of(ISSUER), keys);
  }

  static ServiceAccountToken token(List<String> audiences, Instant expires) {
    return new ServiceAccountToken(
        "default",
        "robot",
        "uid-1",
        "Pod",
        "web-0",
        "uid-2",
        "node-a",
        "uid-3",
        audiences,
        NOW,
        expires,
        NOW.plusSeconds(3_607),
        "id-4");
  }

  @Test
  void aTokenComesBackAsItWasIssued() {
    ServiceAccountToken issued = token(List.of(ISSUER), NOW.plusSeconds(3_600));
    assertEquals(
        Optional.of(issued), tokens.verify(tokens.issue(issued), List.of(), NOW.plusSeconds(5)));
    assertEquals("system:serviceaccount:default:robot", issued.userName());
  }

  @Test
  void theClaimsAreUpstreams() {
    String text = tokens.issue(token(List.of(ISSUER), NOW.plusSeconds(3_600)));
    JsonObject claims = Jwt.parse(text).orElseThrow().claims();
    assertEquals("system:serviceaccount:default:robot", claims.string("sub"));
    assertEquals(ISSUER, claims.string("iss"));
    assertEquals(List.of(ISSUER), claims.strings("aud"));
    JsonObject own = claims.object("kubernetes.io");
    assertEquals("default", own.string("namespace"));
    assertEquals("uid-1", own.object("serviceaccount").string("uid"));
    assertEquals("web-0", own.object("pod").string("name"));
    assertEquals("node-a", own.object("node").string("name"));
    assertEquals(NOW.getEpochSecond() + 3_607, own.integer("warnafter", 0));
  }

  @Test
  void otherTokensAreLeftToOthers() {
    assertEquals(Optional.empty(), tokens.verify("abcdef.0123456789abcdef", List.of(), NOW));
    assertEquals(Optional.empty(), tokens.verify("a.b.c", List.of(), NOW));
    var foreign =
        new ServiceAccountTokens("https://other", List.of("x"), new SigningKeys(pair, List.of()));
    String text = foreign.issue(token(List.of("x"), NOW.plusSeconds(60)));
    assertEquals(Optional.empty(), tokens.verify(text, List.of(), NOW));
  }

  @Test
  void expiredEarlyForgedAndMisaddressedTokensAreRefused() {
    String good = tokens.issue(token(List.of(ISSUER), NOW.plusSeconds(600)));
    refused("service account token has expired", good, NOW.plusSeconds(600));
    refused("service account token is not valid yet", good, NOW.minusSeconds(61));
    refused("invalid signature", good.substring(0, good.length() - 4) + "AAAA", NOW);
    String other = tokens.issue(token(List.of("vault"), NOW.plusSeconds(600)));
    assertThrows(PkiException.class, () -> tokens.verify(other, List.of(), NOW));
    assertTrue(tokens.verify(other, List.of("vault", "x"), NOW).isPresent());
  }

  private void refused(String why, String token, Instant at) {
    var error = assertThrows(PkiException.class, () -> tokens.verify(token, List.of(), at));
    assertEquals(why, error.getMessage());
  }

  @Test
  void aTokenWithoutSignatureIsForged() {
    String good = tokens.issue(token(List.of(ISSUER), NOW.plusSeconds(600)));
    String body = good.split("\\.")[1];
    String none = "eyJhbGciOiJub25lIn0." + body + ".";
    refused("invalid signature", none, NOW);
  }

  @Test
  void tokensOutliveTheRotationOfTheirKey() {
    String old = tokens.issue(token(List.of(ISSUER), NOW.plusSeconds(600)));
    KeyPair next = Keys.generate(random);
    var rotated = tokens(new SigningKeys(next, List.of(pair.getPublic())));
    assertTrue(rotated.verify(old, List.of(), NOW).isPresent());
    var without = tokens(new SigningKeys(next, List.of()));
    assertThrows(PkiException.class, () -> without.verify(old, List.of(), NOW));
  }

  @Test
  void keysAreServedAsAWebKeySet() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048, random);
    var keys = new SigningKeys(pair, List.of(generator.generateKeyPair().getPublic()));
    List<JsonObject> set = keys.keySet().objects("keys");
    assertEquals("EC", set.get(0).string("kty"));
    assertEquals("ES256", set.get(0).string("alg"));
    assertEquals(43, set.get(0).string("x").length());
    assertEquals("RSA", set.get(1).string("kty"));
    assertEquals("AQAB", set.get(1).string("e"));
    String token = tokens.issue(token(List.of(ISSUER), NOW.plusSeconds(600)));
    assertEquals(set.get(0).string("kid"), Jwt.parse(token).orElseThrow().header().string("kid"));
    assertEquals(
        List.of("ES256", "RS256"),
        keys.discovery(ISSUER, "https://a/openid/v1/jwks")
            .strings("id_token_signing_alg_values_supported"));
  }
}
