package io.coxswain.controller.nodeipam;

import java.util.BitSet;

/** The equal parts of an IPv4 range, each taken or free. Not thread-safe. */
final class CidrSet {
  private final long base;
  private final int nodeBits;
  private final int parts;
  private final BitSet taken = new BitSet();
  private int next;

  /**
   * @param cidr such as {@code 10.244.0.0/16}
   * @param nodeBits prefix length of a part, such as 24
   */
  CidrSet(String cidr, int nodeBits) {
    int bits = Integer.parseInt(cidr.substring(cidr.indexOf('/') + 1));
    if (nodeBits < bits || nodeBits > 30) {
      throw new IllegalArgumentException("cannot divide " + cidr + " into /" + nodeBits);
    }
    this.nodeBits = nodeBits;
    this.parts = 1 << (nodeBits - bits);
    this.base = address(cidr) & -(1L << (32 - bits));
  }

  /** Takes the next free part in turn; {@code null} where none is free. */
  String take() {
    int free = taken.nextClearBit(next);
    if (free >= parts) {
      free = taken.nextClearBit(0);
    }
    if (free >= parts) {
      return null;
    }
    taken.set(free);
    // A range that was just freed rests: packets to its old node may still be about.
    next = free + 1;
    return cidr(free);
  }

  void occupy(String cidr) {
    int index = index(cidr);
    if (index >= 0) {
      taken.set(index);
    }
  }

  void release(String cidr) {
    int index = index(cidr);
    if (index >= 0) {
      taken.clear(index);
    }
  }

  private int index(String cidr) {
    if (cidr.indexOf('.') < 0 || cidr.indexOf('/') < 0) {
      return -1;
    }
    long offset = address(cidr) - base;
    long index = offset >> (32 - nodeBits);
    return offset < 0 || index >= parts ? -1 : (int) index;
  }

  private String cidr(int index) {
    long address = base + ((long) index << (32 - nodeBits));
    return (address >> 24 & 255)
        + "."
        + (address >> 16 & 255)
        + "."
        + (address >> 8 & 255)
        + "."
        + (address & 255)
        + "/"
        + nodeBits;
  }

  private static long address(String cidr) {
    long out = 0;
    for (String part : cidr.substring(0, cidr.indexOf('/')).split("\\.")) {
      out = out << 8 | Integer.parseInt(part);
    }
    return out;
  }
}
