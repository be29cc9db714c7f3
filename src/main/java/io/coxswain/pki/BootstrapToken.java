package io.coxswain.pki;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;

/** A bootstrap token {@code abcdef.0123456789abcdef}: a public id and a secret. */
public record BootstrapToken(String id, String secret) {
  /** What the names of the Secrets in kube-system begin with; the id follows. */
  public static final String SECRET_PREFIX = "bootstrap-token-";

  private static final Pattern FORMAT = Pattern.compile("([a-z0-9]{6})\\.([a-z0-9]{16})");
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

  public static BootstrapToken create(SecureRandom random) {
    return new BootstrapToken(text(6, random), text(16, random));
  }

  /** Empty where the text is no bootstrap token (but perhaps another kind of token). */
  public static Optional<BootstrapToken> parse(String token) {
    var matcher = FORMAT.matcher(token);
    return matcher.matches()
        ? Optional.of(new BootstrapToken(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** Compares in constant time. */
  public boolean hasSecret(String other) {
    return MessageDigest.isEqual(
        secret.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  public String text() {
    return id + "." + secret;
  }

  private static String text(int length, SecureRandom random) {
    StringBuilder out = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      out.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return out.toString();
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return id;
  }
}
