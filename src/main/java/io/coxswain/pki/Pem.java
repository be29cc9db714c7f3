package io.coxswain.pki;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** One block of PEM text (RFC 7468). */
public record Pem(String type, byte[] der) {
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  /** The blocks in order; text between them is ignored, as openssl and Go do. */
  public static List<Pem> blocks(String text) {
    List<Pem> out = new ArrayList<>();
    int at = 0;
    while ((at = text.indexOf("-----BEGIN ", at)) >= 0) {
      int typeEnd = text.indexOf("-----", at + 11);
      if (typeEnd < 0) {
        break;
      }
      String type = text.substring(at + 11, typeEnd);
      String foot = "-----END " + type + "-----";
      int end = text.indexOf(foot, typeEnd);
      if (end < 0) {
        throw new PkiException("PEM block \"" + type + "\" has no end");
      }
      out.add(new Pem(type, decode(type, text.substring(typeEnd + 5, end))));
      at = end + foot.length();
    }
    return out;
  }

  private static byte[] decode(String type, String body) {
    try {
      return Base64.getMimeDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new PkiException("PEM block \"" + type + "\" is not base64", e);
    }
  }

  public String text() {
    return "-----BEGIN "
        + type
        + "-----\n"
        + LINES.encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pem that && type.equals(that.type) && Arrays.equals(der, that.der);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, Arrays.hashCode(der));
  }

  @Override
  public String toString() {
    return type + " (" + der.length + " bytes)";
  }
}
