package io.coxswain.kube;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One invalid field, worded as upstream's {@code field.Error}.
 *
 * @param reason a metav1.CauseType, such as {@code FieldValueInvalid}
 * @param field the path, such as {@code spec.containers[0].name}
 * @param message the words after the path, such as {@code Invalid value: "x": must be …}
 */
public record FieldError(String reason, String field, String message) {

  public static FieldError required(String field, String detail) {
    return new FieldError("FieldValueRequired", field, join("Required value", detail));
  }

  public static FieldError invalid(String field, Object value, String detail) {
    return new FieldError(
        "FieldValueInvalid", field, join("Invalid value: " + show(value), detail));
  }

  public static FieldError typeInvalid(String field, Object value, String detail) {
    return new FieldError(
        "FieldValueTypeInvalid", field, join("Invalid value: " + show(value), detail));
  }

  public static FieldError notSupported(String field, Object value, List<String> supported) {
    String detail =
        supported.isEmpty()
            ? ""
            : "supported values: "
                + supported.stream().map(v -> "\"" + v + "\"").collect(Collectors.joining(", "));
    return new FieldError(
        "FieldValueNotSupported", field, join("Unsupported value: " + show(value), detail));
  }

  public static FieldError duplicate(String field, Object value) {
    return new FieldError("FieldValueDuplicate", field, "Duplicate value: " + show(value));
  }

  public static FieldError forbidden(String field, String detail) {
    return new FieldError("FieldValueForbidden", field, join("Forbidden", detail));
  }

  public static FieldError notFound(String field, Object value) {
    return new FieldError("FieldValueNotFound", field, "Not found: " + show(value));
  }

  public static FieldError tooLong(String field, int max) {
    return new FieldError(
        "FieldValueTooLong", field, "Too long: may not be more than " + counted(max, "byte"));
  }

  public static FieldError tooMany(String field, int actual, int max) {
    return new FieldError(
        "FieldValueTooMany",
        field,
        "Too many: " + actual + ": must have at most " + counted(max, "item"));
  }

  private static String counted(int count, String unit) {
    return count + " " + unit + (count == 1 ? "" : "s");
  }

  private static String join(String head, String detail) {
    return detail == null || detail.isEmpty() ? head : head + ": " + detail;
  }

  private static String show(Object value) {
    return switch (value) {
      case null -> "null";
      case JsonString s -> s.text();
      case Json j -> j.text();
      case String s -> Json.of(s).text();
      default -> value.toString();
    };
  }

  JsonObject cause() {
    return JsonObject.builder()
        .put("reason", reason)
        .put("message", message)
        .put("field", field)
        .build();
  }

  @Override
  public String toString() {
    return field + ": " + message;
  }
}
