package io.coxswain.node.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Asks the node's own resolvers, one after another, and keeps answers a short while. Every question
 * goes out from a socket and with an id of its own.
 */
public final class Upstream {
  private static final int TIMEOUT_MILLIS = 2000;
  private static final int KEPT = 1000;
  private static final long LONGEST_NANOS = 30_000_000_000L;

  private record Kept(byte[] answer, long until) {}

  private final Path resolvConf;
  private final List<String> own;
  private final int port;
  private final RandomGenerator random;
  private final LongSupplier nanos;
  private final Map<String, Kept> cache =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * @param resolvConf the node's {@code /etc/resolv.conf}, read for every question that is not kept
   * @param own addresses never asked: ours
   * @param port 53
   * @param nanos a steady clock
   */
  public Upstream(
      Path resolvConf, List<String> own, int port, RandomGenerator random, LongSupplier nanos) {
    this.resolvConf = resolvConf;
    this.own = List.copyOf(own);
    this.port = port;
    this.random = random;
    this.nanos = nanos;
  }

  /** The answer with the query's id, or {@code null} where nobody answered. */
  byte[] ask(Query query, boolean tcp) {
    String key = query.name() + " " + query.type() + " " + query.extended() + " " + tcp;
    byte[] kept = kept(key);
    byte[] answer = kept != null ? kept : fetch(query, tcp);
    if (answer == null) {
      return null;
    }
    if (kept == null) {
      keep(key, answer);
    }
    byte[] out = answer.clone();
    out[0] = (byte) (query.id() >>> 8);
    out[1] = (byte) query.id();
    System.arraycopy(query.question(), 0, out, 12, query.question().length); // keeps its letters
    return out;
  }

  private byte[] kept(String key) {
    synchronized (cache) {
      Kept kept = cache.get(key);
      return kept != null && kept.until() - nanos.getAsLong() > 0 ? kept.answer() : null;
    }
  }

  private void keep(String key, byte[] answer) {
    int code = answer[3] & 15;
    boolean truncated = (answer[2] & 2) != 0;
    long seconds = truncated || code != 0 && code != 3 ? 0 : Answers.shortestTtl(answer);
    if (seconds > 0) {
      long until = nanos.getAsLong() + Math.min(LONGEST_NANOS, seconds * 1_000_000_000L);
      synchronized (cache) {
        cache.put(key, new Kept(answer, until));
      }
    }
  }

  private byte[] fetch(Query query, boolean tcp) {
    byte[] question = query.raw().clone();
    int id = random.nextInt(0x10000);
    question[0] = (byte) (id >>> 8);
    question[1] = (byte) id;
    List<InetAddress> servers = servers();
    for (int round = 0; round < 2; round++) {
      for (InetAddress server : servers) {
        try {
          byte[] answer = tcp ? overTcp(server, question) : overUdp(server, question);
          if (answer != null && matches(question, query, answer)) {
            return answer;
          }
        } catch (IOException e) {
          continue; // the next resolver
        }
      }
    }
    return null;
  }

  private static boolean matches(byte[] question, Query query, byte[] answer) {
    return answer.length >= query.questionEnd()
        && answer[0] == question[0]
        && answer[1] == question[1]
        && (answer[2] & 0x80) != 0
        && answer[5] == 1;
  }

  private byte[] overUdp(InetAddress server, byte[] question) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(server, port));
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.send(new DatagramPacket(question, question.length));
      DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
      socket.receive(packet);
      return Arrays.copyOf(packet.getData(), packet.getLength());
    }
  }

  private byte[] overTcp(InetAddress server, byte[] question) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(server, port), TIMEOUT_MILLIS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      byte[] framed = new byte[question.length + 2];
      framed[0] = (byte) (question.length >>> 8);
      framed[1] = (byte) question.length;
      System.arraycopy(question, 0, framed, 2, question.length);
      out.write(framed);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      return answer;
    }
  }

  private List<InetAddress> servers() {
    List<InetAddress> out = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(resolvConf)) {
        String[] words = line.strip().split("\\s+");
        if (words.length > 1 && words[0].equals("nameserver") && !own.contains(words[1])) {
          add(out, words[1]);
        }
      }
    } catch (IOException e) {
      return List.of(); // a node without resolvers: names of the cluster only
    }
    return out;
  }

  private static void add(List<InetAddress> out, String address) {
    try {
      out.add(InetAddress.ofLiteral(address));
    } catch (IllegalArgumentException e) {
      // A scoped or broken address: the others may do.
    }
  }
}
