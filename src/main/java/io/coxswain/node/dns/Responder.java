package io.coxswain.node.dns;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** From the bytes of a question to the bytes of its answer. Blocks while others are asked. */
public final class Responder {
  private final ClusterZone zone;
  private final Upstream upstream;
  private final Random random;

  /**
   * @param random shuffles addresses, so that clients spread
   */
  public Responder(ClusterZone zone, Upstream upstream, RandomGenerator random) {
    this.zone = zone;
    this.upstream = upstream;
    this.random = Random.from(random);
  }

  /** Whether the answer needs nobody else. */
  boolean isNear(Query query) {
    return zone.contains(query.name());
  }

  /**
   * The answer, or {@code null} for none.
   *
   * @param tcp whether the answer may have any length
   */
  byte[] answer(byte[] message, boolean tcp) {
    Query query = Query.parse(message);
    return query == null ? Reply.refuse(message) : answer(query, tcp);
  }

  byte[] answer(Query query, boolean tcp) {
    int limit = tcp ? 65_535 : query.payload();
    if (zone.contains(query.name())) {
      return follow(query, shuffled(zone.answer(query.name(), query.type()))).encode(query, limit);
    }
    if (query.type() == RecordType.PTR) {
      Reply reply = zone.reverse(query.name());
      if (reply != null) {
        return reply.encode(query, limit);
      }
    }
    byte[] answer = upstream.ask(query, tcp);
    return answer != null ? answer : Reply.failure(Reply.SERVER_FAILURE).encode(query, limit);
  }

  private Reply shuffled(Reply reply) {
    if (reply.answers().size() < 2) {
      return reply;
    }
    List<DnsRecord> answers = new ArrayList<>(reply.answers());
    Collections.shuffle(answers, random);
    return new Reply(
        reply.code(), reply.authoritative(), answers, reply.authority(), reply.additional());
  }

  /** An ExternalName's target is looked up too, as CoreDNS does: resolvers in pods expect it. */
  private Reply follow(Query query, Reply reply) {
    boolean alias =
        reply.answers().size() == 1
            && reply.answers().getFirst().type() == RecordType.CNAME
            && query.type() != RecordType.CNAME;
    if (!alias) {
      return reply;
    }
    DnsRecord first = reply.answers().getFirst();
    String target = targetOf(first);
    List<DnsRecord> answers = new ArrayList<>(reply.answers());
    if (zone.contains(target)) {
      answers.addAll(zone.answer(target, query.type()).answers());
    } else {
      byte[] found = upstream.ask(query.renamed(target), true);
      if (found != null) {
        answers.addAll(Answers.addresses(found, target));
      }
    }
    return Reply.of(answers);
  }

  private static String targetOf(DnsRecord alias) {
    StringBuilder out = new StringBuilder();
    byte[] data = alias.data();
    for (int i = 0; data[i] != 0; i += data[i] + 1) {
      out.append(out.isEmpty() ? "" : ".");
      for (int j = 1; j <= data[i]; j++) {
        out.append((char) (data[i + j] & 0xff));
      }
    }
    return out.toString();
  }
}
