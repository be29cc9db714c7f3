package io.coxswain.controller.csr;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.pki.CertificateSigner;
import io.coxswain.pki.PkiException;
import io.coxswain.pki.SigningRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads CertificateSigningRequest objects. */
final class Requests {
  private Requests() {}

  static boolean isApproved(JsonObject csr) {
    return Conditions.isTrue(csr, "Approved");
  }

  static boolean isDenied(JsonObject csr) {
    return Conditions.isTrue(csr, "Denied");
  }

  static boolean isFailed(JsonObject csr) {
    return Conditions.isTrue(csr, "Failed");
  }

  static boolean isIssued(JsonObject csr) {
    return !csr.object("status").string("certificate", "").isEmpty();
  }

  /** {@code null} where somebody else signs. */
  static CertificateSigner signer(JsonObject csr) {
    return CertificateSigner.of(csr.object("spec").string("signerName", ""));
  }

  static List<String> usages(JsonObject csr) {
    return csr.object("spec").strings("usages");
  }

  static String user(JsonObject csr) {
    return csr.object("spec").string("username", "");
  }

  static List<String> groups(JsonObject csr) {
    return csr.object("spec").strings("groups");
  }

  /** The request inside; empty where it is none or its signature is false. */
  static Optional<SigningRequest> parse(JsonObject csr) {
    try {
      byte[] pem = Base64.getDecoder().decode(csr.object("spec").string("request", ""));
      return Optional.of(SigningRequest.parse(new String(pem, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException | PkiException e) {
      return Optional.empty();
    }
  }
}
