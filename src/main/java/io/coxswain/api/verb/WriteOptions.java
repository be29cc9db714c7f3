package io.coxswain.api.verb;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Gvk;
import io.coxswain.patch.ManagedFields;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a create, update or patch: CreateOptions, UpdateOptions, PatchOptions.
 *
 * @param manager never empty unless neither parameter nor user agent names one
 * @param kind of the options, for admission
 */
record WriteOptions(
    boolean dryRun, String manager, FieldValidation validation, boolean force, String kind) {

  /** What becomes of fields the type does not have. */
  enum FieldValidation {
    IGNORE,
    WARN,
    STRICT
  }

  /**
   * @param kind {@code CreateOptions}, {@code UpdateOptions} or {@code PatchOptions}
   * @param apply whether the request is a server-side apply
   * @throws ApiException Invalid
   */
  static WriteOptions of(VerbRequest request, String kind, boolean apply) {
    QueryString query = request.query();
    List<FieldError> errors = new ArrayList<>();
    for (String value : query.all("dryRun")) {
      if (!value.isEmpty() && !value.equals("All")) {
        errors.add(FieldError.notSupported("dryRun", dryRun(query), List.of("All")));
        break;
      }
    }
    String manager = query.get("fieldManager");
    if (manager.length() > 128) {
      errors.add(FieldError.tooLong("fieldManager", 128));
    }
    if (apply && manager.isEmpty()) {
      errors.add(FieldError.required("fieldManager", "is required for apply patch"));
    }
    if (!apply && query.has("force")) {
      errors.add(FieldError.forbidden("force", "may not be specified for non-apply patch"));
    }
    FieldValidation validation = validation(query.get("fieldValidation"), errors);
    if (!errors.isEmpty()) {
      throw ApiException.invalid(new Gvk("meta.k8s.io", "v1", kind), "", errors);
    }
    return new WriteOptions(
        isDryRun(query),
        ManagedFields.managerName(manager, request.userAgent()),
        validation,
        query.flag("force"),
        kind);
  }

  static boolean isDryRun(QueryString query) {
    return query.all("dryRun").contains("All");
  }

  private static JsonArray dryRun(QueryString query) {
    return JsonArray.ofStrings(query.all("dryRun"));
  }

  private static FieldValidation validation(String word, List<FieldError> errors) {
    return switch (word) {
      case "Ignore" -> FieldValidation.IGNORE;
      case "", "Warn" -> FieldValidation.WARN;
      case "Strict" -> FieldValidation.STRICT;
      default -> {
        errors.add(
            FieldError.notSupported(
                "fieldValidation", word, List.of("", "Ignore", "Strict", "Warn")));
        yield FieldValidation.WARN;
      }
    };
  }

  /** As admission sees them. */
  JsonObject toJson() {
    return JsonObject.builder()
        .put("kind", kind)
        .put("apiVersion", "meta.k8s.io/v1")
        .put("dryRun", dryRun ? JsonArray.ofStrings("All") : null)
        .put("fieldManager", manager)
        .build();
  }
}
