package io.coxswain.api.verb;

import io.coxswain.kube.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a request's query. */
public final class QueryString {
  public static final QueryString EMPTY = new QueryString(Map.of());

  private final Map<String, List<String>> values;

  private QueryString(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * @param raw what follows the question mark, escaped; may be {@code null}
   */
  public static QueryString parse(String raw) {
    if (raw == null || raw.isEmpty()) {
      return EMPTY;
    }
    Map<String, List<String>> out = new LinkedHashMap<>();
    for (String pair : raw.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      out.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
    }
    return new QueryString(out);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest("invalid URL escape \"" + text + "\"");
    }
  }

  /** The first value, or the empty string. */
  public String get(String name) {
    List<String> all = values.get(name);
    return all == null ? "" : all.getFirst();
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** As upstream converts query booleans: present and neither {@code 0} nor {@code false}. */
  public boolean flag(String name) {
    if (!has(name)) {
      return false;
    }
    String value = get(name);
    return !value.equals("0") && !value.equalsIgnoreCase("false");
  }

  /**
   * The number, or {@code otherwise} where the parameter is missing or empty.
   *
   * @throws ApiException BadRequest where the value is no number
   */
  public long number(String name, long otherwise) {
    String value = get(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      boolean large = value.matches("[-+]?[0-9]+");
      throw ApiException.badRequest(
          "strconv.ParseInt: parsing \""
              + value
              + "\": "
              + (large ? "value out of range" : "invalid syntax"));
    }
  }
}
