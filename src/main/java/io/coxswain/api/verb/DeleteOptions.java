package io.coxswain.api.verb;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Gvk;
import java.util.ArrayList;
import java.util.List;

/**
 * How to delete.
 *
 * @param gracePeriodSeconds or {@code null}
 * @param orphanDependents or {@code null}; the old way to say {@code propagation}
 * @param propagation {@code Foreground}, {@code Background}, {@code Orphan} or empty
 * @param uid precondition, or empty
 * @param resourceVersion precondition, or empty
 */
record DeleteOptions(
    Long gracePeriodSeconds,
    Boolean orphanDependents,
    String propagation,
    String uid,
    String resourceVersion,
    boolean dryRun) {
  private static final Gvk KIND = new Gvk("meta.k8s.io", "v1", "DeleteOptions");
  private static final List<String> PROPAGATIONS =
      List.of("Foreground", "Background", "Orphan", "nil");

  /**
   * From a DeleteOptions body, or from the query where there is none.
   *
   * @throws ApiException BadRequest, Invalid
   */
  static DeleteOptions of(VerbRequest request, BodyReader reader) {
    QueryString query = request.query();
    if (!request.body().isEmpty()) {
      return of(reader.readOptions(request.body()));
    }
    String seconds = query.get("gracePeriodSeconds");
    DeleteOptions options =
        new DeleteOptions(
            seconds.isEmpty() ? null : query.number("gracePeriodSeconds", 0),
            query.has("orphanDependents") ? query.flag("orphanDependents") : null,
            query.get("propagationPolicy"),
            "",
            "",
            WriteOptions.isDryRun(query));
    return options.checked(query.all("dryRun"));
  }

  static DeleteOptions of(JsonObject body) {
    JsonObject preconditions = body.object("preconditions");
    DeleteOptions options =
        new DeleteOptions(
            body.has("gracePeriodSeconds") ? body.integer("gracePeriodSeconds", 0) : null,
            body.has("orphanDependents") ? body.bool("orphanDependents", false) : null,
            body.string("propagationPolicy", ""),
            preconditions.string("uid", ""),
            preconditions.string("resourceVersion", ""),
            body.strings("dryRun").contains("All"));
    return options.checked(body.strings("dryRun"));
  }

  private DeleteOptions checked(List<String> dryRuns) {
    List<FieldError> errors = new ArrayList<>();
    if (orphanDependents != null && !propagation.isEmpty()) {
      errors.add(
          FieldError.invalid(
              "propagationPolicy",
              propagation,
              "orphanDependents and deletionPropagation cannot be both set"));
    }
    if (!propagation.isEmpty() && !PROPAGATIONS.subList(0, 3).contains(propagation)) {
      errors.add(FieldError.notSupported("propagationPolicy", propagation, PROPAGATIONS));
    }
    WriteOptions.checkDryRun(dryRuns, errors);
    if (!errors.isEmpty()) {
      throw ApiException.invalid(KIND, "", errors);
    }
    return this;
  }

  /** As admission sees them. */
  JsonObject toJson() {
    return JsonObject.builder()
        .put("kind", KIND.kind())
        .put("apiVersion", KIND.apiVersion())
        .put(
            "gracePeriodSeconds",
            gracePeriodSeconds == null ? null : io.coxswain.json.Json.of(gracePeriodSeconds))
        .put("propagationPolicy", propagation.isEmpty() ? null : propagation)
        .put("dryRun", dryRun ? JsonArray.ofStrings("All") : null)
        .build();
  }
}
