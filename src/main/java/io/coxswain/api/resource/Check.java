package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import java.util.List;
import java.util.Objects;

/** Small checks that many kinds share, each adding upstream's words to {@code errors}. */
final class Check {
  static final String IMMUTABLE = "field is immutable";
  static final String NOT_NEGATIVE = "must be greater than or equal to 0";

  private Check() {}

  /** Adds an invalid value where {@code wrong} says something. */
  static void invalid(String path, String value, String wrong, List<FieldError> errors) {
    if (wrong != null) {
      errors.add(FieldError.invalid(path, value, wrong));
    }
  }

  static void labels(String path, JsonObject labels, List<FieldError> errors) {
    labels
        .stringMap()
        .forEach(
            (key, value) -> {
              invalid(path, key, Names.qualifiedName(key), errors);
              String wrong = Names.labelValue(value);
              if (wrong != null) {
                errors.add(FieldError.invalid(path, value, wrong));
              }
            });
  }

  static boolean required(String path, String value, List<FieldError> errors) {
    if (value == null || value.isEmpty()) {
      errors.add(FieldError.required(path, ""));
      return false;
    }
    return true;
  }

  static void oneOf(String path, String value, List<String> allowed, List<FieldError> errors) {
    if (!allowed.contains(value)) {
      errors.add(FieldError.notSupported(path, value == null ? "" : value, allowed));
    }
  }

  static void notNegative(String path, Json value, List<FieldError> errors) {
    if (value instanceof JsonNumber n && n.longValue() < 0) {
      errors.add(FieldError.invalid(path, n, NOT_NEGATIVE));
    }
  }

  static void positive(String path, Json value, List<FieldError> errors) {
    if (value instanceof JsonNumber n && n.longValue() <= 0) {
      errors.add(FieldError.invalid(path, n, "must be greater than 0"));
    }
  }

  static void port(String path, long port, List<FieldError> errors) {
    if (port < 1 || port > 65535) {
      errors.add(FieldError.invalid(path, port, "must be between 1 and 65535, inclusive"));
    }
  }

  /** A port number or a port's name (intstr.IntOrString). */
  static void portOrName(String path, Json value, List<FieldError> errors) {
    switch (value) {
      case JsonNumber n -> port(path, n.longValue(), errors);
      case JsonString s -> invalid(path, s.value(), portName(s.value()), errors);
      case null, default -> port(path, 0, errors);
    }
  }

  /** IANA service name: {@code null} for a good one. */
  static String portName(String name) {
    if (name.length() > 15) {
      return "must be no more than 15 characters";
    }
    boolean letter = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      letter |= c >= 'a' && c <= 'z';
      if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
        return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
      }
    }
    if (!letter) {
      return "must contain at least one letter (a-z)";
    }
    if (name.contains("--")) {
      return "must not contain consecutive hyphens";
    }
    return name.startsWith("-") || name.endsWith("-")
        ? "must not begin or end with a hyphen"
        : null;
  }

  /** The field below {@code path} may not differ between the two objects. */
  static void immutable(
      String path, JsonObject now, JsonObject before, String field, List<FieldError> errors) {
    immutable(
        path.isEmpty() ? field : path + "." + field, now.get(field), before.get(field), errors);
  }

  static void immutable(String path, Json now, Json before, List<FieldError> errors) {
    if (!Objects.equals(now, before)) {
      errors.add(FieldError.invalid(path, now == null ? JsonNull.NULL : now, IMMUTABLE));
    }
  }
}
