package io.coxswain.api.resource;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where Services get their addresses from.
 *
 * @param cidr of cluster IPs, such as {@code 10.96.0.0/12}
 * @param lowPort the first node port
 * @param highPort the last
 */
public record ServiceNetwork(String cidr, int lowPort, int highPort) {
  /** More addresses than this are never handed out of one range (upstream's limit for IPv6). */
  private static final long MOST = 1L << 20;

  public static final ServiceNetwork DEFAULT = new ServiceNetwork("10.96.0.0/12", 30_000, 32_767);

  public ServiceNetwork {
    String wrong = Addresses.cidr(cidr);
    if (wrong != null) {
      throw new IllegalArgumentException(cidr + ": " + wrong);
    }
  }

  private InetAddress base() {
    return Addresses.parse(cidr.substring(0, cidr.indexOf('/')));
  }

  private int hostBits() {
    int prefix = Integer.parseInt(cidr.substring(cidr.indexOf('/') + 1));
    return base().getAddress().length * 8 - prefix;
  }

  private BigInteger network() {
    return Addresses.number(base()).shiftRight(hostBits()).shiftLeft(hostBits());
  }

  public String family() {
    return Addresses.family(cidr);
  }

  /** How many addresses there are to give, without the network's own and IPv4's broadcast. */
  public long addresses() {
    int bits = hostBits();
    long all = bits >= 20 ? MOST : 1L << bits;
    return Math.max(0, all - (family().equals("IPv4") ? 2 : 1));
  }

  public String address(long index) {
    byte[] bytes = network().add(BigInteger.valueOf(index + 1)).toByteArray();
    byte[] out = new byte[base().getAddress().length];
    int length = Math.min(bytes.length, out.length);
    System.arraycopy(bytes, bytes.length - length, out, out.length - length, length);
    try {
      return InetAddress.getByAddress(out).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // the length is that of an address
    }
  }

  /** Whether the address is one this network gives. */
  public boolean contains(String ip) {
    InetAddress address = Addresses.parse(ip);
    if (address == null || !Addresses.family(ip).equals(family())) {
      return false;
    }
    BigInteger offset = Addresses.number(address).subtract(network());
    return offset.signum() > 0 && offset.compareTo(BigInteger.valueOf(addresses())) <= 0;
  }

  public boolean containsPort(long port) {
    return port >= lowPort && port <= highPort;
  }
}
