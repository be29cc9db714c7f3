package io.coxswain.api.verb;

import io.coxswain.api.admission.Attributes;
import io.coxswain.api.authn.VirtualResource;
import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.Representation;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvk;
import io.coxswain.schema.StructType;
import io.vertx.core.Future;

/** A create that is answered and not stored: reviews and token requests. */
final class VirtualCreate {
  private final Backend backend;
  private final BodyReader reader;

  VirtualCreate(Backend backend) {
    this.backend = backend;
    this.reader = new BodyReader(backend.scheme());
  }

  Future<ApiResponse> answer(VerbRequest request, VirtualResource resource, Gvk kind) {
    Representation as = request.one();
    if (as.form() != Representation.Form.OBJECT) {
      // What is not stored has no metadata to print.
      throw ApiException.notAcceptable(
          "only the following media types are accepted: application/json, application/yaml,"
              + " application/vnd.kubernetes.protobuf");
    }
    WriteOptions options = WriteOptions.of(request, "CreateOptions", false);
    StructType type = backend.scheme().type(kind);
    JsonObject body = reader.read(request.body(), kind, type, options.validation(), request::warn);
    Attributes attributes =
        new Attributes(
            Attributes.Operation.CREATE,
            kind,
            request.resource(),
            request.subresource(),
            request.namespace(),
            request.name(),
            body,
            null,
            options.toJson(),
            options.dryRun(),
            request.user());
    AdmissionChain admission = backend.admission();
    return request
        .loop()
        .on(admission.admit(attributes))
        .compose(
            admitted ->
                request
                    .loop()
                    .on(admission.validate(attributes.withObject(admitted)))
                    .map(ignored -> admitted))
        .compose(
            admitted ->
                request
                    .loop()
                    .on(
                        resource.create(
                            request.user(), request.namespace(), request.name(), admitted)))
        .map(
            answer ->
                backend.renderer().value(201, as.withForm(Representation.Form.OBJECT), answer));
  }
}
