package io.coxswain.node.dns;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A question.
 *
 * @param raw the message as it came
 * @param questionEnd where in {@code raw} the question ends
 * @param name lower case, without the final dot
 * @param payload how large an answer the asker takes over UDP
 * @param extended whether it speaks EDNS
 */
record Query(
    byte[] raw,
    int questionEnd,
    int id,
    boolean recursionDesired,
    String name,
    int type,
    int payload,
    boolean extended) {
  private static final int MINIMUM_PAYLOAD = 512;
  private static final int MAXIMUM_PAYLOAD = 4096;

  /** {@code null} for anything but an ordinary query with one question of class IN or ANY. */
  static Query parse(byte[] raw) {
    try {
      ByteBuffer in = ByteBuffer.wrap(raw);
      int id = in.getShort() & 0xffff;
      int flags = in.getShort() & 0xffff;
      int questions = in.getShort() & 0xffff;
      int answers = (in.getShort() & 0xffff) + (in.getShort() & 0xffff);
      int additional = in.getShort() & 0xffff;
      if ((flags & 0xf800) != 0 || questions != 1 || answers != 0) {
        return null;
      }
      String name = readName(in);
      int type = in.getShort() & 0xffff;
      int recordClass = in.getShort() & 0xffff;
      int end = in.position();
      if (name == null || recordClass != 1 && recordClass != 255) {
        return null;
      }
      int payload = additional > 0 ? payload(in) : 0;
      return new Query(
          raw,
          end,
          id,
          (flags & 0x0100) != 0,
          name,
          type,
          Math.clamp(payload, MINIMUM_PAYLOAD, MAXIMUM_PAYLOAD),
          payload > 0);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return null;
    }
  }

  private static int payload(ByteBuffer in) {
    if (in.get() != 0 || (in.getShort() & 0xffff) != RecordType.OPT) {
      return 0;
    }
    return Math.max(1, in.getShort() & 0xffff);
  }

  private static String readName(ByteBuffer in) {
    StringBuilder out = new StringBuilder();
    for (int length = in.get() & 0xff; length != 0; length = in.get() & 0xff) {
      if (length > 63 || out.length() > 255) {
        return null; // pointers have no place in a first name
      }
      byte[] label = new byte[length];
      in.get(label);
      out.append(out.isEmpty() ? "" : ".");
      out.append(new String(label, StandardCharsets.ISO_8859_1));
    }
    return out.toString().toLowerCase(Locale.ROOT);
  }

  byte[] question() {
    return Arrays.copyOfRange(raw, 12, questionEnd);
  }

  /** The same question for another name, as asked of a resolver to follow a CNAME. */
  Query renamed(String other) {
    byte[] name = DnsRecord.wire(other);
    ByteBuffer out = ByteBuffer.allocate(12 + name.length + 4);
    out.putShort((short) id).putShort((short) 0x0100).putShort((short) 1);
    out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    out.put(name).putShort((short) type).putShort((short) 1);
    return Query.parse(out.array());
  }
}
