package io.coxswain.node.dns;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads what is needed of other resolvers' answers. */
final class Answers {
  private Answers() {}

  /** The shortest time in seconds that any record may be kept; 0 where there is none. */
  static long shortestTtl(byte[] message) {
    try {
      ByteBuffer in = ByteBuffer.wrap(message);
      int records = skipQuestion(in, true);
      long shortest = Long.MAX_VALUE;
      for (int i = 0; i < records; i++) {
        skipName(in);
        in.getInt();
        shortest = Math.min(shortest, in.getInt() & 0xffffffffL);
        skip(in, in.getShort() & 0xffff);
      }
      return shortest == Long.MAX_VALUE ? 0 : shortest;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return 0;
    }
  }

  /** Addresses in an answer, as records of {@code name}: what a CNAME finally leads to. */
  static List<DnsRecord> addresses(byte[] message, String name) {
    List<DnsRecord> out = new ArrayList<>();
    try {
      ByteBuffer in = ByteBuffer.wrap(message);
      int records = skipQuestion(in, false);
      for (int i = 0; i < records; i++) {
        skipName(in);
        int type = in.getShort() & 0xffff;
        in.getShort();
        int ttl = in.getInt();
        int length = in.getShort() & 0xffff;
        int start = in.position();
        skip(in, length);
        if (type == RecordType.A || type == RecordType.AAAA) {
          byte[] data = Arrays.copyOfRange(message, start, start + length);
          out.add(new DnsRecord(name, type, ttl, data));
        }
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return out;
    }
    return out;
  }

  /** Moves to the first record; how many follow (with or without authority). */
  private static int skipQuestion(ByteBuffer in, boolean authority) {
    int questions = in.getShort(4);
    int records = (in.getShort(6) & 0xffff) + (authority ? in.getShort(8) & 0xffff : 0);
    in.position(12);
    for (int i = 0; i < questions; i++) {
      skipName(in);
      in.getInt();
    }
    return records;
  }

  private static void skipName(ByteBuffer in) {
    for (int length = in.get() & 0xff; length != 0; length = in.get() & 0xff) {
      if (length >= 0xc0) {
        in.get();
        return;
      }
      skip(in, length);
    }
  }

  private static void skip(ByteBuffer in, int bytes) {
    in.position(in.position() + bytes);
  }
}
