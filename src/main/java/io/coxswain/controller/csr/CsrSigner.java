package io.coxswain.controller.csr;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Time;
import io.coxswain.pki.CertificateSigner;
import io.coxswain.pki.Pem;
import io.coxswain.pki.PkiException;
import io.coxswain.pki.SigningRequest;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Signs approved requests of the built-in signers. */
public final class CsrSigner {

  /** Signs with the authority the signer stands for. */
  @FunctionalInterface
  public interface Authority {
    /**
     * @param expirationSeconds 0 where the request does not say
     * @throws PkiException where the request is not one for this signer
     */
    X509Certificate sign(
        CertificateSigner signer,
        SigningRequest request,
        List<String> usages,
        long expirationSeconds);
  }

  private final ControllerContext context;
  private final Authority authority;
  private final Informer requests;

  private CsrSigner(ControllerContext context, Authority authority) {
    this.context = context;
    this.authority = authority;
    this.requests = context.informers().of(Resources.CERTIFICATE_SIGNING_REQUESTS);
  }

  public static AutoCloseable start(ControllerContext context, Authority authority) {
    CsrSigner signer = new CsrSigner(context, authority);
    WorkQueue<ObjectKey> queue = new WorkQueue<>(context.timer());
    signer.requests.onEvent(
        (old, now) -> {
          if (now != null) {
            queue.add(ObjectKey.of(now));
          }
        });
    return Controller.start("csrsigning", queue, 1, List.of(signer.requests), signer::reconcile);
  }

  private Result reconcile(ObjectKey key) {
    JsonObject csr = requests.get(key);
    if (csr == null
        || !Requests.isApproved(csr)
        || Requests.isDenied(csr)
        || Requests.isFailed(csr)
        || Requests.isIssued(csr)
        || Requests.signer(csr) == null) {
      return Result.DONE;
    }
    JsonObject status;
    try {
      status = csr.object("status").with("certificate", encoded(sign(csr)));
    } catch (PkiException e) {
      status = failed(csr, e.getMessage());
    }
    context
        .client()
        .updateStatus(Resources.CERTIFICATE_SIGNING_REQUESTS, csr.with("status", status));
    return Result.DONE;
  }

  private X509Certificate sign(JsonObject csr) {
    SigningRequest request =
        Requests.parse(csr).orElseThrow(() -> new PkiException("unable to parse the request"));
    return authority.sign(
        Requests.signer(csr),
        request,
        Requests.usages(csr),
        csr.object("spec").integer("expirationSeconds", 0));
  }

  private static Json encoded(X509Certificate certificate) {
    try {
      String pem = new Pem("CERTIFICATE", certificate.getEncoded()).text();
      byte[] bytes = pem.getBytes(StandardCharsets.UTF_8);
      return Json.of(Base64.getEncoder().encodeToString(bytes));
    } catch (CertificateEncodingException e) {
      throw new PkiException("cannot write a certificate", e);
    }
  }

  private JsonObject failed(JsonObject csr, String message) {
    String now = Time.seconds(context.timer().instant());
    JsonObject condition =
        JsonObject.builder()
            .put("type", "Failed")
            .put("status", "True")
            .put("reason", "SignerValidationFailure")
            .put("message", message)
            .put("lastUpdateTime", now)
            .put("lastTransitionTime", now)
            .build();
    JsonObject status = csr.object("status");
    return status.with("conditions", status.array("conditions").with(condition));
  }
}
