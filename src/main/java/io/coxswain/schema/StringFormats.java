package io.coxswain.schema;

import io.coxswain.kube.Time;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.regex.Pattern;

/** The string formats a schema may ask for; those not named here mean nothing, as upstream. */
final class StringFormats {
  private static final Pattern UUID =
      Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
  private static final Pattern HOSTNAME =
      Pattern.compile("[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([-a-zA-Z0-9]*)?)*");
  private static final Pattern DURATION =
      Pattern.compile(
          "[-+]?([0-9.]+ ?(ns|us|µs|ms|s|m|h|d|w|[a-z]+))+|0", Pattern.CASE_INSENSITIVE);
  private static final Pattern MAC = Pattern.compile("([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}");

  private StringFormats() {}

  static boolean accepts(String format, String value) {
    return switch (format) {
      case "date-time", "datetime" -> parses(() -> Time.parse(value));
      case "date" -> parses(() -> LocalDate.parse(value));
      case "uuid", "uuid3", "uuid4", "uuid5" -> UUID.matcher(value).matches();
      case "ipv4" -> IPV4.matcher(value).matches();
      case "ipv6" -> IPV6.matcher(value).matches();
      case "cidr" -> isCidr(value);
      case "mac" -> MAC.matcher(value).matches();
      case "email" -> EMAIL.matcher(value).matches();
      case "hostname" -> value.length() <= 255 && HOSTNAME.matcher(value).matches();
      case "duration" -> DURATION.matcher(value).matches();
      case "byte" -> parses(() -> Base64.getDecoder().decode(value));
      case "uri" -> isUri(value);
      default -> true;
    };
  }

  private static boolean isCidr(String value) {
    int slash = value.indexOf('/');
    if (slash < 0 || !value.substring(slash + 1).matches("[0-9]{1,3}")) {
      return false;
    }
    String address = value.substring(0, slash);
    int bits = Integer.parseInt(value.substring(slash + 1));
    return IPV4.matcher(address).matches() && bits <= 32
        || IPV6.matcher(address).matches() && bits <= 128;
  }

  private static boolean isUri(String value) {
    try {
      URI uri = new URI(value);
      return uri.isAbsolute() || value.startsWith("/");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean parses(Runnable parse) {
    try {
      parse.run();
      return true;
    } catch (DateTimeParseException | IllegalArgumentException e) {
      return false;
    }
  }
}
