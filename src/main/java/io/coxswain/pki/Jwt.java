package io.coxswain.pki;

import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;

/**
 * A JSON web token in its compact form. Ours are ES256; RS256 is verified too, for clusters that
 * bring their own signing key.
 */
public record Jwt(JsonObject header, JsonObject claims, byte[] signed, byte[] signature) {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  /** Signs {@code claims} with an EC P-256 key. */
  public static String sign(JsonObject claims, String keyId, PrivateKey key) {
    JsonObject header = JsonObject.builder().put("alg", "ES256").put("kid", keyId).build();
    String signed =
        ENCODER.encodeToString(JsonWriter.bytes(header))
            + "."
            + ENCODER.encodeToString(JsonWriter.bytes(claims));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + ENCODER.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new PkiException("cannot sign a token", e);
    }
  }

  /** Reads without verifying; empty where the text is no JWT. */
  public static Optional<Jwt> parse(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first < 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Jwt(
              JsonParser.parseObject(DECODER.decode(token.substring(0, first))),
              JsonParser.parseObject(DECODER.decode(token.substring(first + 1, second))),
              token.substring(0, second).getBytes(StandardCharsets.US_ASCII),
              DECODER.decode(token.substring(second + 1))));
    } catch (IllegalArgumentException | JsonException e) {
      return Optional.empty();
    }
  }

  /** The algorithm follows from the key, never from the token's own claim alone. */
  public boolean isSignedBy(PublicKey key) {
    String algorithm = header.string("alg", "");
    String needed = key.getAlgorithm().equals("RSA") ? "RS256" : "ES256";
    if (!algorithm.equals(needed)) {
      return false;
    }
    try {
      Signature verifier =
          Signature.getInstance(
              needed.equals("RS256") ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return claims.string("sub", "");
  }
}
