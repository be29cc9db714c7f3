package io.coxswain.api.render;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One media type or range with its parameters, {@code q} apart. */
public record MediaType(String type, String subtype, Map<String, String> parameters, double q) {

  /**
   * The ranges of an {@code Accept} header, best first; clauses that are no media type are left
   * out.
   */
  public static List<MediaType> accepted(String header) {
    List<MediaType> out = new ArrayList<>();
    for (String clause : header.split(",")) {
      MediaType one = parse(clause);
      if (one != null && one.q > 0) {
        out.add(one);
      }
    }
    // Stable: clauses of one quality and precision keep the client's order.
    out.sort(
        Comparator.comparingDouble(MediaType::q)
            .reversed()
            .thenComparing(m -> m.type.equals("*") ? 2 : m.subtype.equals("*") ? 1 : 0));
    return out;
  }

  /** One media type, or {@code null} where the text is none. */
  public static MediaType parse(String text) {
    String[] parts = text.trim().split(";");
    String[] names = parts[0].trim().toLowerCase(Locale.ROOT).split("/");
    // A lone "*" is how Java's URLConnection says anything.
    if (names.length == 1 && names[0].equals("*")) {
      names = new String[] {"*", "*"};
    }
    if (names.length != 2 || names[0].isEmpty() || names[1].isEmpty()) {
      return null;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    double q = 1;
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals < 0) {
        continue;
      }
      String name = parts[i].substring(0, equals).trim().toLowerCase(Locale.ROOT);
      String value = unquote(parts[i].substring(equals + 1).trim());
      if (name.equals("q")) {
        q = quality(value);
      } else {
        parameters.put(name, value);
      }
    }
    return new MediaType(names[0], names[1], Map.copyOf(parameters), q);
  }

  /** Whether this range covers {@code type/subtype}. */
  public boolean covers(String name) {
    int slash = name.indexOf('/');
    return (type.equals("*") || type.equals(name.substring(0, slash)))
        && (subtype.equals("*") || subtype.equals(name.substring(slash + 1)));
  }

  public String name() {
    return type + "/" + subtype;
  }

  private static double quality(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  private static String unquote(String value) {
    return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }
}
