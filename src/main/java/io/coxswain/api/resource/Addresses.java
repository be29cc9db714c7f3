package io.coxswain.api.resource;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** IP addresses and CIDRs as text; no names are ever looked up. */
final class Addresses {
  private Addresses() {}

  /** {@code null} for a good IPv4 or IPv6 address. */
  static String ip(String text) {
    return parse(text) == null
        ? "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
        : null;
  }

  /** The address, or {@code null}. */
  static InetAddress parse(String text) {
    if (text.isEmpty() || !isLiteral(text)) {
      return null;
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static boolean isLiteral(String text) {
    if (text.indexOf(':') >= 0) {
      return text.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0);
    }
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (String part : parts) {
      boolean digits = !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
      boolean padded = part.length() > 1 && part.startsWith("0");
      if (!digits || padded || part.length() > 3 || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }

  static boolean isIpv6(String text) {
    return text.indexOf(':') >= 0;
  }

  static String family(String text) {
    return isIpv6(text) ? "IPv6" : "IPv4";
  }

  static BigInteger number(InetAddress address) {
    return new BigInteger(1, address.getAddress());
  }

  /** {@code null} for a good CIDR. */
  static String cidr(String text) {
    int slash = text.indexOf('/');
    InetAddress address = slash < 0 ? null : parse(text.substring(0, slash));
    int bits = address == null ? 0 : address.getAddress().length * 8;
    try {
      int prefix = Integer.parseInt(text.substring(slash + 1));
      if (address != null && prefix >= 0 && prefix <= bits) {
        return null;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    return "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
  }
}
