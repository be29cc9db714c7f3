package io.coxswain.api.verb;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Gvk;
import io.coxswain.patch.ManagedFields;
import java.nio.charset.StandardCharsets;
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

  private static final int MOST_BYTES_OF_MANAGER = 128;

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
    String manager = query.get("fieldManager");
    if (apply && manager.isEmpty()) {
      errors.add(FieldError.required("fieldManager", "is required for apply patch"));
    }
    if (!apply && query.has("force")) {
      errors.add(FieldError.forbidden("force", "may not be specified for non-apply patch"));
    }
    checkManager(manager, errors);
    checkDryRun(query.all("dryRun"), errors);
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

  static void checkDryRun(List<String> values, List<FieldError> errors) {
    if (!List.of("All").containsAll(values)) {
      errors.add(FieldError.notSupported("dryRun", JsonArray.ofStrings(values), List.of("All")));
    }
  }

  private static void checkManager(String manager, List<FieldError> errors) {
    int position = 0; // in bytes, as Go counts
    for (int c : manager.codePoints().toArray()) {
      if (!isPrintable(c)) {
        String wrong = "invalid character U+%04X (at position %d)".formatted(c, position);
        errors.add(FieldError.invalid("fieldManager", manager, wrong));
      }
      position += Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
    }
    if (position > MOST_BYTES_OF_MANAGER) {
      errors.add(FieldError.tooLong("fieldManager", MOST_BYTES_OF_MANAGER));
    }
  }

  /** As Go's {@code unicode.IsPrint}: of all white space only the blank. */
  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
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
