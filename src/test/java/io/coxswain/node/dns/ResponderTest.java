package io.coxswain.node.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponderTest {
  @TempDir Path directory;

  private final ZoneSample sample = ZoneSample.cluster();
  private final AtomicLong nanos = new AtomicLong();

  private Responder responder(int port) throws Exception {
    Path file = directory.resolve("resolv.conf");
    Files.writeString(file, "search x\nnameserver 10.96.0.10\nnameserver 127.0.0.1\n");
    Upstream upstream = new Upstream(file, List.of("10.96.0.10"), port, new Random(1), nanos::get);
    return new Responder(sample.zone(), upstream, new Random(1));
  }

  private static int code(byte[] answer) {
    return answer[3] & 15;
  }

  private static int answers(byte[] answer) {
    return answer[6] << 8 | answer[7];
  }

  /** A resolver that answers every question with 192.0.2.1 for five seconds. */
  private static DatagramSocket resolver(AtomicInteger asked) throws Exception {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                  socket.receive(packet);
                  asked.incrementAndGet();
                  Query query = Query.parse(Arrays.copyOf(packet.getData(), packet.getLength()));
                  DnsRecord record = DnsRecord.address(query.name(), 5, "192.0.2.1");
                  byte[] answer = Reply.of(List.of(record)).encode(query, 512);
                  socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
              } catch (java.io.IOException e) {
                return; // closed
              }
            });
    return socket;
  }

  @Test
  void otherNamesAreAskedOnceAndKeptForTheirTime() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (DatagramSocket socket = resolver(asked)) {
      Responder responder = responder(socket.getLocalPort());
      byte[] query = ZoneSample.query("Example.org", RecordType.A, 0);
      byte[] first = responder.answer(query, false);
      assertEquals(1, answers(first));
      assertEquals(4711, (first[0] & 255) << 8 | first[1] & 255);
      assertEquals('E', first[13]);
      responder.answer(query, false);
      assertEquals(1, asked.get());
      nanos.addAndGet(6_000_000_000L);
      responder.answer(query, false);
      assertEquals(2, asked.get());
    }
  }

  @Test
  void withoutResolversOtherNamesFailAndOursDoNot() throws Exception {
    Responder responder = responder(1);
    assertEquals(
        Reply.SERVER_FAILURE,
        code(responder.answer(ZoneSample.query("example.org", RecordType.A, 0), false)));
    byte[] ours =
        responder.answer(
            ZoneSample.query("web.default.svc.cluster.local", RecordType.A, 1232), false);
    assertEquals(1, answers(ours));
    assertEquals(0x0400, (ours[2] << 8) & 0x0400, "authoritative");
  }

  @Test
  void aliasesInsideAreFollowed() throws Exception {
    byte[] answer =
        responder(1)
            .answer(ZoneSample.query("in.default.svc.cluster.local", RecordType.A, 0), false);
    assertEquals(2, answers(answer));
  }

  @Test
  void longAnswersAreTruncatedOverUdpOnly() throws Exception {
    StringBuilder endpoints = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      endpoints.append(i == 0 ? "" : ",").append("{'addresses':['10.244.3." + i + "']}");
    }
    JsonObject slice = ZoneSample.json("{'endpoints':[" + endpoints + "]}");
    assertEquals(60, ServiceEndpoint.ready(List.of(slice)).size());
    List<DnsRecord> records =
        ServiceEndpoint.ready(List.of(slice)).stream()
            .map(e -> DnsRecord.address("x.y", 5, e.address()))
            .toList();
    Query query = Query.parse(ZoneSample.query("x.y", RecordType.A, 0));
    byte[] small = Reply.of(records).encode(query, query.payload());
    assertTrue(small.length <= 512);
    assertNotEquals(0, small[2] & 2);
    byte[] large = Reply.of(records).encode(query, 65_535);
    assertEquals(60, answers(large));
    assertEquals(0, large[2] & 2);
  }

  @Test
  void rubbishIsAnsweredShortOrNotAtAll() throws Exception {
    Responder responder = responder(1);
    assertNull(responder.answer(new byte[5], false));
    byte[] twoQuestions = ZoneSample.query("a.b", RecordType.A, 0);
    twoQuestions[5] = 2;
    assertEquals(Reply.FORMAT_ERROR, code(responder.answer(twoQuestions, false)));
    byte[] update = ZoneSample.query("a.b", RecordType.A, 0);
    update[2] = 0x28;
    assertEquals(Reply.NOT_IMPLEMENTED, code(responder.answer(update, false)));
    byte[] response = ZoneSample.query("a.b", RecordType.A, 0);
    response[2] |= (byte) 0x80;
    assertNull(responder.answer(response, false));
  }
}
