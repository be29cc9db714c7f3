package io.coxswain.node.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterZoneTest {
  private final ZoneSample sample = ZoneSample.cluster();

  private Reply ask(String name, int type) {
    return sample.zone().answer(name, type);
  }

  private List<String> addresses(String name) {
    return ZoneSample.data(ask(name, RecordType.A).answers());
  }

  @Test
  void aServiceIsItsClusterIp() {
    assertEquals(List.of("10.96.0.50"), addresses("web.default.svc.cluster.local"));
  }

  @Test
  void aHeadlessServiceIsItsReadyEndpointsAndEachHasAName() {
    assertEquals(List.of("10.244.1.2", "10.244.1.3"), addresses("db.default.svc.cluster.local"));
    assertEquals(List.of("10.244.1.2"), addresses("db-0.db.default.svc.cluster.local"));
    assertEquals(List.of("10.244.1.3"), addresses("10-244-1-3.db.default.svc.cluster.local"));
  }

  @Test
  void portsAreServiceRecordsWithTheAddressesBeside() {
    Reply one = ask("_http._tcp.web.default.svc.cluster.local", RecordType.SRV);
    assertEquals(1, one.answers().size());
    assertEquals(List.of("10.96.0.50"), ZoneSample.data(one.additional()));
    Reply two = ask("_sql._tcp.db.default.svc.cluster.local", RecordType.SRV);
    assertEquals(2, two.answers().size());
    assertEquals(List.of("10.244.1.2", "10.244.1.3"), ZoneSample.data(two.additional()));
  }

  @Test
  void podsAreNamedByTheirAddress() {
    assertEquals(List.of("10.244.1.9"), addresses("10-244-1-9.default.pod.cluster.local"));
    assertEquals(Reply.NO_SUCH_NAME, ask("ten.default.pod.cluster.local", RecordType.A).code());
  }

  @Test
  void whatIsNotThereDoesNotExistAndOtherTypesAreEmpty() {
    Reply none = ask("no.default.svc.cluster.local", RecordType.A);
    assertEquals(Reply.NO_SUCH_NAME, none.code());
    assertEquals(RecordType.SOA, none.authority().getFirst().type());
    assertEquals(
        Reply.NO_SUCH_NAME, ask("example.org.default.svc.cluster.local", RecordType.A).code());
    Reply empty = ask("web.default.svc.cluster.local", RecordType.AAAA);
    assertEquals(Reply.GOOD, empty.code());
    assertTrue(empty.answers().isEmpty());
    assertEquals(Reply.GOOD, ask("default.svc.cluster.local", RecordType.A).code());
  }

  @Test
  void whileTheClusterIsUnknownNothingIsDenied() {
    sample.known = false;
    assertEquals(Reply.SERVER_FAILURE, ask("no.default.svc.cluster.local", RecordType.A).code());
  }

  @Test
  void addressesLeadBackToNames() {
    assertEquals(1, sample.zone().reverse("50.0.96.10.in-addr.arpa").answers().size());
    assertArrayEquals(
        DnsRecord.wire("db-0.db.default.svc.cluster.local"),
        sample.zone().reverse("2.1.244.10.in-addr.arpa").answers().getFirst().data());
    assertNull(sample.zone().reverse("8.8.8.8.in-addr.arpa"));
  }

  @Test
  void theSpecificationsVersionIsTold() {
    assertEquals(1, ask("dns-version.cluster.local", RecordType.TXT).answers().size());
  }
}
