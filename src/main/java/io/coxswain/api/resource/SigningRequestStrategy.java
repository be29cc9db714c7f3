package io.coxswain.api.resource;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import java.util.List;

/** CertificateSigningRequests. Who asks is written in by admission's caller before this. */
final class SigningRequestStrategy extends StandardStrategy {
  private static final long SHORTEST = 600;

  SigningRequestStrategy() {
    super(Traits.CLUSTER.withStatus().named(Names::pathSegment));
  }

  @Override
  public JsonObject prepareForUpdate(JsonObject object, JsonObject old) {
    return super.prepareForUpdate(object, old).with("spec", old.get("spec"));
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    JsonObject spec = object.object("spec");
    String request = spec.string("request", "");
    if (!isPem(request)) {
      errors.add(
          FieldError.invalid(
              "spec.request", request, "PEM block type must be CERTIFICATE REQUEST"));
    }
    JsonArray usages = spec.array("usages");
    if (usages.isEmpty()) {
      errors.add(FieldError.required("spec.usages", ""));
    }
    String signer = spec.string("signerName", "");
    if (signer.isEmpty()) {
      errors.add(FieldError.required("spec.signerName", ""));
    } else {
      int slash = signer.indexOf('/');
      if (slash <= 0 || slash == signer.length() - 1) {
        errors.add(
            FieldError.invalid(
                "spec.signerName",
                signer,
                "must be a fully qualified domain and path of the form"
                    + " 'example.com/signer-name'"));
      }
    }
    if (spec.get("expirationSeconds") instanceof JsonNumber n && n.longValue() < SHORTEST) {
      errors.add(
          FieldError.invalid(
              "spec.expirationSeconds",
              n,
              "may not specify a duration less than 600 seconds (10 minutes)"));
    }
  }

  private static boolean isPem(String base64) {
    try {
      byte[] bytes = java.util.Base64.getMimeDecoder().decode(base64);
      return new String(bytes, java.nio.charset.StandardCharsets.UTF_8)
          .contains("-----BEGIN CERTIFICATE REQUEST-----");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    // The spec cannot change, so what was good stays good.
  }

  @Override
  public String selectableField(JsonObject object, String path) {
    return path.equals("spec.signerName")
        ? object.object("spec").string("signerName", "")
        : super.selectableField(object, path);
  }

  @Override
  public Columns columns() {
    return PolicyColumns.SIGNING_REQUESTS;
  }
}
