package io.coxswain.kube;

import com.google.re2j.Pattern;

/**
 * The name formats of apimachinery's {@code validation} package. Each check answers {@code null}
 * for a good name, otherwise upstream's message.
 */
public final class Names {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern LABEL_1035 = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern QUALIFIED =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final Pattern LABEL_VALUE =
      Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");

  private Names() {}

  /** RFC 1123 label, at most 63 characters. */
  public static String dnsLabel(String name) {
    if (name.length() > 63) {
      return "must be no more than 63 bytes";
    }
    return LABEL.matches(name)
        ? null
        : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-',"
            + " and must start and end with an alphanumeric character (e.g. 'my-name',  or"
            + " '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
  }

  /** RFC 1035 label (Service names), at most 63 characters. */
  public static String dns1035Label(String name) {
    if (name.length() > 63) {
      return "must be no more than 63 bytes";
    }
    return LABEL_1035.matches(name)
        ? null
        : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with"
            + " an alphabetic character, and end with an alphanumeric character (e.g. 'my-name', "
            + " or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
  }

  /** RFC 1123 subdomain, at most 253 characters: the name of most objects. */
  public static String dnsSubdomain(String name) {
    if (name.length() > 253) {
      return "must be no more than 253 bytes";
    }
    return SUBDOMAIN.matches(name)
        ? null
        : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-'"
            + " or '.', and must start and end with an alphanumeric character (e.g."
            + " 'example.com', regex used for validation is"
            + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  }

  /** Any name that can be one path segment (RBAC objects). */
  public static String pathSegment(String name) {
    if (name.equals(".") || name.equals("..")) {
      return "may not be '" + name + "'";
    }
    if (name.contains("/")) {
      return "may not contain '/'";
    }
    return name.contains("%") ? "may not contain '%'" : null;
  }

  /** Label and annotation keys: {@code [prefix/]name}. */
  public static String qualifiedName(String key) {
    int slash = key.indexOf('/');
    String name = key.substring(slash + 1);
    if (slash >= 0) {
      if (name.contains("/")) {
        return "a valid label key "
            + QUALIFIED_HELP
            + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
      }
      String prefix = key.substring(0, slash);
      if (prefix.isEmpty()) {
        return "prefix part must be non-empty";
      }
      String wrong = dnsSubdomain(prefix);
      if (wrong != null) {
        return "prefix part " + wrong;
      }
    }
    if (name.isEmpty()) {
      return "name part must be non-empty";
    }
    if (name.length() > 63) {
      return "name part must be no more than 63 bytes";
    }
    return QUALIFIED.matches(name) ? null : "name part " + QUALIFIED_HELP;
  }

  public static String labelValue(String value) {
    if (value.length() > 63) {
      return "must be no more than 63 bytes";
    }
    return LABEL_VALUE.matches(value)
        ? null
        : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
            + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
            + " 'my_value',  or '12345', regex used for validation is"
            + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
  }

  private static final String QUALIFIED_HELP =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
          + " validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
}
