package io.coxswain.node.dns;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An answer of our own making, before it is bytes. */
record Reply(
    int code,
    boolean authoritative,
    List<DnsRecord> answers,
    List<DnsRecord> authority,
    List<DnsRecord> additional) {
  static final int GOOD = 0;
  static final int FORMAT_ERROR = 1;
  static final int SERVER_FAILURE = 2;
  static final int NO_SUCH_NAME = 3;
  static final int NOT_IMPLEMENTED = 4;

  private static final int OUR_PAYLOAD = 1232;

  static Reply of(List<DnsRecord> answers) {
    return new Reply(GOOD, true, answers, List.of(), List.of());
  }

  static Reply failure(int code) {
    return new Reply(code, false, List.of(), List.of(), List.of());
  }

  /** The name exists without records of the type, or does not exist at all. */
  static Reply negative(int code, DnsRecord authority) {
    return new Reply(code, true, List.of(), List.of(authority), List.of());
  }

  /**
   * The message; whole records are left out, and truncation is told, where it would not fit.
   *
   * @param limit in bytes
   */
  byte[] encode(Query query, int limit) {
    int reserved = query.extended() ? 11 : 0;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(query.question());
    List<Integer> counts = new ArrayList<>();
    boolean truncated = false;
    for (List<DnsRecord> section : List.of(answers, authority, additional)) {
      int count = 0;
      for (DnsRecord record : section) {
        byte[] bytes = bytes(record, query.name());
        if (truncated || 12 + body.size() + bytes.length + reserved > limit) {
          truncated |= section != additional; // additional records may be missing
          break;
        }
        body.writeBytes(bytes);
        count++;
      }
      counts.add(count);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    number(out, query.id());
    int flags = 0x8080 | code | (authoritative ? 0x0400 : 0) | (truncated ? 0x0200 : 0);
    number(out, flags | (query.recursionDesired() ? 0x0100 : 0));
    number(out, 1);
    number(out, counts.get(0));
    number(out, counts.get(1));
    number(out, counts.get(2) + (query.extended() ? 1 : 0));
    out.writeBytes(body.toByteArray());
    if (query.extended()) {
      out.write(0);
      number(out, RecordType.OPT);
      number(out, OUR_PAYLOAD);
      out.writeBytes(new byte[6]);
    }
    return out.toByteArray();
  }

  private static byte[] bytes(DnsRecord record, String asked) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (record.name().equals(asked)) {
      number(out, 0xc00c); // the question's name
    } else {
      out.writeBytes(DnsRecord.wire(record.name()));
    }
    number(out, record.type());
    number(out, 1);
    number(out, record.ttl() >>> 16);
    number(out, record.ttl());
    number(out, record.data().length);
    out.writeBytes(record.data());
    return out.toByteArray();
  }

  private static void number(ByteArrayOutputStream out, int value) {
    out.write(value >>> 8);
    out.write(value);
  }

  /** The shortest answer to bytes that are no query of ours; {@code null} to say nothing. */
  static byte[] refuse(byte[] raw) {
    if (raw.length < 12 || (raw[2] & 0x80) != 0) {
      return null;
    }
    byte[] out = Arrays.copyOf(raw, 12);
    boolean query = (raw[2] & 0x78) == 0;
    out[2] = (byte) (raw[2] & 0x79 | 0x80);
    out[3] = (byte) (0x80 | (query ? FORMAT_ERROR : NOT_IMPLEMENTED));
    Arrays.fill(out, 4, 12, (byte) 0);
    return out;
  }
}
