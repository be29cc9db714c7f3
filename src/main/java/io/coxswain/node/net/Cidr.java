package io.coxswain.node.net;

/**
 * An IPv4 network.
 *
 * @param base its first address as a number
 * @param bits length of the prefix
 */
public record Cidr(int base, int bits) {

  /** {@code 10.244.1.0/24}; {@code null} where the text is not an IPv4 network. */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    Integer address = slash < 0 ? null : parseAddress(text.substring(0, slash));
    if (address == null) {
      return null;
    }
    try {
      int bits = Integer.parseInt(text.substring(slash + 1));
      return bits < 0 || bits > 32 ? null : new Cidr(address & mask(bits), bits);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static int mask(int bits) {
    return bits == 0 ? 0 : -1 << (32 - bits);
  }

  /** The number of an address in dotted form, {@code null} for any other text. */
  public static Integer parseAddress(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    int out = 0;
    for (String part : parts) {
      if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(Character::isDigit)) {
        return null;
      }
      int value = Integer.parseInt(part);
      if (value > 255) {
        return null;
      }
      out = out << 8 | value;
    }
    return out;
  }

  public static boolean isAddress(String text) {
    return parseAddress(text) != null;
  }

  public boolean contains(String address) {
    Integer number = parseAddress(address);
    return number != null && (number & mask(bits)) == base;
  }

  /** How many addresses it has, at most {@link Integer#MAX_VALUE}. */
  public int size() {
    return bits <= 1 ? Integer.MAX_VALUE : 1 << (32 - bits);
  }

  /** The address {@code offset} after the first. */
  public String address(int offset) {
    int n = base + offset;
    return (n >>> 24) + "." + (n >>> 16 & 255) + "." + (n >>> 8 & 255) + "." + (n & 255);
  }

  /** The node's own address in its pod network. */
  public String gateway() {
    return address(1);
  }

  @Override
  public String toString() {
    return address(0) + "/" + bits;
  }
}
