package io.coxswain.pki;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * The keys of service-account tokens: one that signs, and all that are believed (its own and
 * earlier ones, so that a rotation voids no token).
 */
public final class SigningKeys {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final KeyPair current;
  private final List<PublicKey> believed;

  public SigningKeys(KeyPair current, List<PublicKey> earlier) {
    this.current = current;
    this.believed = Stream.concat(Stream.of(current.getPublic()), earlier.stream()).toList();
  }

  PrivateKey signingKey() {
    return current.getPrivate();
  }

  String signingKeyId() {
    return id(current.getPublic());
  }

  /** Whether one of the believed keys signed {@code token}; a key id only narrows the search. */
  boolean signed(Jwt token) {
    String wanted = token.header().string("kid", "");
    return believed.stream()
        .filter(key -> wanted.isEmpty() || id(key).equals(wanted))
        .anyMatch(token::isSignedBy);
  }

  /** Upstream's key id: SHA-256 of the SubjectPublicKeyInfo in base64url. */
  static String id(PublicKey key) {
    return BASE64URL.encodeToString(Keys.sha256(key.getEncoded()));
  }

  /** The JSON web key set served at {@code /openid/v1/jwks}. */
  public JsonObject keySet() {
    return JsonObject.of(
        "keys", believed.stream().map(SigningKeys::webKey).collect(JsonArray.collector()));
  }

  /** The key set's path. */
  public static final String KEY_SET_PATH = "/openid/v1/jwks";

  /** The discovery document's path. */
  public static final String DISCOVERY_PATH = "/.well-known/openid-configuration";

  /**
   * What {@code /.well-known/openid-configuration} serves.
   *
   * @param keySetUrl absolute URL of {@code /openid/v1/jwks}
   */
  public JsonObject discovery(String issuer, String keySetUrl) {
    List<String> algorithms =
        believed.stream().map(SigningKeys::algorithm).distinct().sorted().toList();
    return JsonObject.builder()
        .put("issuer", issuer)
        .put("jwks_uri", keySetUrl)
        .put("response_types_supported", JsonArray.ofStrings("id_token"))
        .put("subject_types_supported", JsonArray.ofStrings("public"))
        .put("id_token_signing_alg_values_supported", JsonArray.ofStrings(algorithms))
        .build();
  }

  private static String algorithm(PublicKey key) {
    return key instanceof RSAPublicKey ? "RS256" : "ES256";
  }

  private static JsonObject webKey(PublicKey key) {
    var out = JsonObject.builder().put("use", "sig");
    switch (key) {
      case ECPublicKey ec -> {
        out.put("kty", "EC").put("kid", id(key)).put("crv", "P-256").put("alg", "ES256");
        out.put("x", number(ec.getW().getAffineX(), 32));
        out.put("y", number(ec.getW().getAffineY(), 32));
      }
      case RSAPublicKey rsa -> {
        out.put("kty", "RSA").put("kid", id(key)).put("alg", "RS256");
        out.put("n", number(rsa.getModulus(), 0));
        out.put("e", number(rsa.getPublicExponent(), 0));
      }
      default -> throw new PkiException("tokens are signed with EC or RSA keys");
    }
    return out.build();
  }

  /** Big-endian without sign byte, padded to {@code width} bytes. */
  private static String number(BigInteger value, int width) {
    byte[] signed = value.toByteArray();
    int skip = signed.length > 1 && signed[0] == 0 ? 1 : 0;
    byte[] out = new byte[Math.max(width, signed.length - skip)];
    int length = signed.length - skip;
    System.arraycopy(signed, skip, out, out.length - length, length);
    return BASE64URL.encodeToString(out);
  }
}
