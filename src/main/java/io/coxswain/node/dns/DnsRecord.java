package io.coxswain.node.dns;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * A resource record of class IN.
 *
 * @param name without the final dot
 * @param ttl in seconds
 * @param data as on the wire, names in it uncompressed
 */
record DnsRecord(String name, int type, int ttl, byte[] data) {

  static DnsRecord address(String name, int ttl, String address) {
    byte[] bytes = InetAddress.ofLiteral(address).getAddress();
    return new DnsRecord(name, bytes.length == 4 ? RecordType.A : RecordType.AAAA, ttl, bytes);
  }

  /** A record whose data is one name: CNAME, PTR, NS. */
  static DnsRecord name(String name, int type, int ttl, String target) {
    return new DnsRecord(name, type, ttl, wire(target));
  }

  static DnsRecord service(String name, int ttl, int weight, int port, String target) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    number(out, 0);
    number(out, weight);
    number(out, port);
    out.writeBytes(wire(target));
    return new DnsRecord(name, RecordType.SRV, ttl, out.toByteArray());
  }

  static DnsRecord text(String name, int ttl, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    byte[] data = new byte[bytes.length + 1];
    data[0] = (byte) bytes.length;
    System.arraycopy(bytes, 0, data, 1, bytes.length);
    return new DnsRecord(name, RecordType.TXT, ttl, data);
  }

  /** The start of authority, also the proof in negative answers; they may be kept {@code ttl}. */
  static DnsRecord authority(String zone, int ttl) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(wire("ns.dns." + zone));
    out.writeBytes(wire("hostmaster." + zone));
    for (int number : new int[] {1, 7200, 1800, 86_400, ttl}) {
      number(out, number >>> 16);
      number(out, number);
    }
    return new DnsRecord(zone, RecordType.SOA, ttl, out.toByteArray());
  }

  private static void number(ByteArrayOutputStream out, int value) {
    out.write(value >>> 8);
    out.write(value);
  }

  /** A name as labels with their lengths. */
  static byte[] wire(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String label : name.split("\\.")) {
      byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
      if (bytes.length > 0 && bytes.length < 64) {
        out.write(bytes.length);
        out.writeBytes(bytes);
      }
    }
    out.write(0);
    return out.toByteArray();
  }
}
