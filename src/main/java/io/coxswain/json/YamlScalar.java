package io.coxswain.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** What a plain YAML scalar means, as go-yaml v2 resolves it (YAML 1.1 without base 60). */
final class YamlScalar {
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUES =
      Set.of("true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON");
  private static final Set<String> FALSES =
      Set.of("false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF");
  private static final Pattern INTEGER =
      Pattern.compile("([-+]?)(0[xX]|0[bB]|0[oO]|0(?=[0-9]))?([0-9a-fA-F]+)");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern TIMESTAMP =
      Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?");
  private static final Pattern BASE_60 =
      Pattern.compile("[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(\\.[0-9_]*)?");

  private YamlScalar() {}

  static Json read(ScalarEvent event) {
    String text = event.getValue();
    String tag = event.getTag().orElse("");
    if (tag.equals("tag:yaml.org,2002:str") || tag.isEmpty() && !event.isPlain()) {
      return Json.of(text);
    }
    return resolve(text);
  }

  /** True where {@code text}, written plainly, would be read back as something else. */
  static boolean needsQuotes(String text) {
    return !(resolve(text) instanceof JsonString)
        || TIMESTAMP.matcher(text).matches()
        || BASE_60.matcher(text).matches()
        || text.equals("<<");
  }

  private static Json resolve(String text) {
    if (NULLS.contains(text)) {
      return JsonNull.NULL;
    }
    if (TRUES.contains(text)) {
      return JsonBool.TRUE;
    }
    if (FALSES.contains(text)) {
      return JsonBool.FALSE;
    }
    char first = text.charAt(0);
    if (first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.') {
      Json number = number(text.replace("_", ""));
      return number == null ? Json.of(text) : number;
    }
    return Json.of(text);
  }

  private static Json number(String text) {
    Matcher integer = INTEGER.matcher(text);
    if (integer.matches()) {
      try {
        BigInteger value = new BigInteger(integer.group(3), radix(integer.group(2)));
        return number(integer.group(1).equals("-") ? value.negate() : value);
      } catch (NumberFormatException e) {
        // not digits of that base: perhaps a float such as 08.5 or 1e3
      }
    }
    return FLOAT.matcher(text).matches() ? decimal(text) : null;
  }

  private static int radix(String prefix) {
    return switch (prefix) {
      case null -> 10;
      case "0x", "0X" -> 16;
      case "0b", "0B" -> 2;
      default -> 8;
    };
  }

  private static Json number(BigInteger value) {
    return value.bitLength() < 64
        ? Json.of(value.longValue())
        : JsonNumber.of(new BigDecimal(value));
  }

  /** go-yaml makes a float64 of it, which prints as an integer where it is whole. */
  private static Json decimal(String text) {
    double value = Double.parseDouble(text);
    return value == Math.rint(value) && Math.abs(value) < 1e21
        ? number(new BigDecimal(value).toBigInteger())
        : Json.of(value);
  }
}
