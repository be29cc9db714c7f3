package io.coxswain.api.admission;

import io.coxswain.api.authz.Access;
import io.coxswain.api.authz.Authorizer;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.pki.PkiException;
import io.coxswain.pki.SigningRequest;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Who may have which certificate signed: upstream's plugins CertificateApproval, CertificateSigning
 * and CertificateSubjectRestriction, and the requester's identity, which upstream's storage writes.
 */
public final class CertificateAdmission implements AdmissionPlugin {
  private static final String REQUESTS = "certificatesigningrequests.certificates.k8s.io";
  private static final String GROUP = "certificates.k8s.io";

  private final Authorizer authorizer;

  public CertificateAdmission(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public String name() {
    return "CertificateApproval";
  }

  /** Whatever the body says: the requester is who asks. */
  @Override
  public Future<JsonObject> admit(Attributes request) {
    if (request.operation() != Attributes.Operation.CREATE || !request.isFor(REQUESTS)) {
      return Future.succeededFuture(request.object());
    }
    var user = request.user();
    JsonObject spec =
        request
            .object()
            .object("spec")
            .without("uid", "groups", "extra")
            .with("username", user.name());
    if (!user.uid().isEmpty()) {
      spec = spec.with("uid", user.uid());
    }
    if (!user.groups().isEmpty()) {
      spec = spec.with("groups", JsonArray.ofStrings(user.groups()));
    }
    if (!user.extra().isEmpty()) {
      spec = spec.with("extra", user.json().object("extra"));
    }
    return Future.succeededFuture(request.object().with("spec", spec));
  }

  @Override
  public Future<Void> validate(Attributes request) {
    if (!request.resource().groupResource().equals(REQUESTS) || request.object() == null) {
      return Future.succeededFuture();
    }
    String why =
        switch (request.subresource()) {
          case "" -> restricted(request);
          case "approval" -> mayUse(request, "approve");
          case "status" -> signs(request) ? mayUse(request, "sign") : null;
          default -> null;
        };
    return why == null
        ? Future.succeededFuture()
        : Future.failedFuture(Refusal.forbidden(request, why));
  }

  private static String restricted(Attributes request) {
    JsonObject spec = request.object().object("spec");
    if (request.operation() != Attributes.Operation.CREATE
        || !"kubernetes.io/kube-apiserver-client".equals(spec.string("signerName"))) {
      return null;
    }
    try {
      byte[] pem = Base64.getDecoder().decode(spec.string("request", ""));
      SigningRequest csr = SigningRequest.parse(new String(pem, StandardCharsets.UTF_8));
      return csr.organizations().contains("system:masters")
          ? "use of kubernetes.io/kube-apiserver-client signer with system:masters group is not"
              + " allowed"
          : null;
    } catch (PkiException | IllegalArgumentException e) {
      return "failed to parse CSR: " + e.getMessage();
    }
  }

  /** Only a change of what a signer writes needs the right to sign. */
  private static boolean signs(Attributes request) {
    JsonObject before = request.old().object("status");
    JsonObject after = request.object().object("status");
    return !before.string("certificate", "").equals(after.string("certificate", ""))
        || !before.array("conditions").equals(after.array("conditions"));
  }

  private String mayUse(Attributes request, String verb) {
    String signer = request.old().object("spec").string("signerName", "");
    int slash = signer.indexOf('/');
    boolean allowed =
        may(request, verb, signer)
            || (slash > 0 && may(request, verb, signer.substring(0, slash) + "/*"));
    return allowed
        ? null
        : "user not permitted to " + verb + " requests with signerName \"" + signer + "\"";
  }

  private boolean may(Attributes request, String verb, String signer) {
    return Access.allowed(authorizer, request.user(), verb, GROUP, "signers", "", signer);
  }
}
