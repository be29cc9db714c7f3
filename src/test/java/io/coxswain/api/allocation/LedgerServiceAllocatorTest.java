package io.coxswain.api.allocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.api.resource.ServiceAllocator;
import io.coxswain.api.resource.ServiceHoldings;
import io.coxswain.api.resource.ServiceNetwork;
import io.coxswain.cache.Cache;
import io.coxswain.cache.Limits;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.store.Op;
import io.coxswain.store.Write;
import io.coxswain.store.memory.MemoryLedger;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LedgerServiceAllocatorTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final AtomicInteger uids = new AtomicInteger();
  private MemoryLedger ledger;
  private Cache cache;
  private ServiceAllocator allocator;

  @BeforeEach
  void start() {
    ledger = new MemoryLedger(() -> now);
    cache = new Cache(ledger, Limits.DEFAULT);
    cache.start();
    allocator = allocator(ServiceNetwork.DEFAULT);
  }

  private ServiceAllocator allocator(ServiceNetwork network) {
    return new LedgerServiceAllocator(
        ledger, cache, network, () -> now, () -> "u" + uids.incrementAndGet(), new Random(5));
  }

  private static JsonObject service(String name, String spec) {
    return JsonParser.parseObject(
        ("{'kind':'Service','apiVersion':'v1','metadata':{'name':'"
                + name
                + "','namespace':'default'},'spec':"
                + spec
                + "}")
            .replace('\'', '"'));
  }

  private static final String CLUSTER =
      "{'type':'ClusterIP','ports':[{'port':80,'protocol':'TCP'}]}";

  private JsonObject done(Future<JsonObject> future) {
    assertTrue(future.succeeded(), () -> String.valueOf(future.cause()));
    return future.result();
  }

  private static String failure(Future<?> future) {
    assertTrue(future.failed());
    return ((ApiException) future.cause()).status().message();
  }

  private JsonObject record(String resource, String name) {
    var entry = cache.snapshot(resource).get(ObjectKey.of("", name));
    return entry == null ? null : entry.object();
  }

  @Test
  void anAddressIsClaimedByItsObject() {
    JsonObject out = done(allocator.allocate(service("s", CLUSTER), null, false));
    String ip = out.object("spec").string("clusterIP");
    assertTrue(ServiceNetwork.DEFAULT.contains(ip), ip);
    JsonObject address = record(Claims.ADDRESSES, ip);
    assertEquals("IPv4", Meta.label(address, "ipaddress.kubernetes.io/ip-family"));
    assertEquals("ipallocator.k8s.io", Meta.label(address, "ipaddress.kubernetes.io/managed-by"));
    assertEquals(ObjectKey.of("default", "s"), Claims.parentOf(address));
  }

  @Test
  void whatIsTakenIsRefusedInUpstreamsWords() {
    String asked = "{'type':'ClusterIP','clusterIP':'10.96.0.10','clusterIPs':['10.96.0.10']}";
    done(allocator.allocate(service("a", asked), null, false));
    assertEquals(
        "Service \"b\" is invalid: spec.clusterIPs: Invalid value: [\"10.96.0.10\"]: failed to"
            + " allocate IP 10.96.0.10: provided IP is already allocated",
        failure(allocator.allocate(service("b", asked), null, false)));
    String port = "{'type':'NodePort','ports':[{'port':80,'protocol':'TCP','nodePort':30080}]}";
    done(allocator.allocate(service("c", port), null, false));
    assertEquals(
        "Service \"d\" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is"
            + " already allocated",
        failure(allocator.allocate(service("d", port), null, false)));
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    assertTrue(
        failure(
                allocator.allocate(
                    service(
                        "a",
                        "{'type':'ClusterIP','clusterIP':'10.0.0.1','clusterIPs':['10.0.0.1']}"),
                    null,
                    false))
            .endsWith("is not in the valid range. The range of valid IPs is 10.96.0.0/12"));
    assertTrue(
        failure(
                allocator.allocate(
                    service("a", "{'type':'NodePort','ports':[{'port':80,'nodePort':80}]}"),
                    null,
                    false))
            .endsWith(
                "provided port is not in the valid range. The range of valid ports is"
                    + " 30000-32767"));
  }

  @Test
  void aFailedWriteLeavesNothingBehind() {
    String port = "{'type':'NodePort','ports':[{'port':80,'protocol':'TCP','nodePort':30080}]}";
    done(allocator.allocate(service("a", port), null, false));
    int before = cache.snapshot(Claims.ADDRESSES).size();
    String both =
        "{'type':'NodePort','clusterIP':'10.96.3.3','clusterIPs':['10.96.3.3'],"
            + "'ports':[{'port':80,'protocol':'TCP','nodePort':30080}]}";
    failure(allocator.allocate(service("b", both), null, false));
    assertEquals(before, cache.snapshot(Claims.ADDRESSES).size());
    assertNull(record(Claims.ADDRESSES, "10.96.3.3"));
  }

  @Test
  void aSmallRangeIsGivenOutToTheLastAndNeverTwice() {
    ServiceAllocator small = allocator(new ServiceNetwork("10.96.0.0/28", 30_000, 30_003));
    Set<String> ips = new HashSet<>();
    for (int i = 0; i < 14; i++) {
      JsonObject out = done(small.allocate(service("s" + i, CLUSTER), null, false));
      assertTrue(ips.add(out.object("spec").string("clusterIP")));
    }
    assertTrue(
        failure(small.allocate(service("full", CLUSTER), null, false)).endsWith("range is full"));
  }

  @Test
  void onePortWithTwoProtocolsSharesItsNodePort() {
    JsonObject out =
        done(
            allocator.allocate(
                service(
                    "dns",
                    "{'type':'NodePort','ports':[{'name':'a','port':53,'protocol':'UDP'},"
                        + "{'name':'b','port':53,'protocol':'TCP'},"
                        + "{'name':'c','port':80,'protocol':'TCP'}]}"),
                null,
                false));
    var ports = out.object("spec").objects("ports");
    assertEquals(ports.get(0).get("nodePort"), ports.get(1).get("nodePort"));
    assertEquals(2, ServiceHoldings.ports(out).size());
    assertEquals(2, cache.snapshot(Claims.PORTS).size());
  }

  @Test
  void aDryRunClaimsNothing() {
    JsonObject out = done(allocator.allocate(service("s", CLUSTER), null, true));
    assertFalse(out.object("spec").string("clusterIP", "").isEmpty());
    assertEquals(0, cache.snapshot(Claims.ADDRESSES).size());
  }

  @Test
  void headlessServicesClaimNothing() {
    String headless = "{'type':'ClusterIP','clusterIP':'None','clusterIPs':['None']}";
    JsonObject out = done(allocator.allocate(service("s", headless), null, false));
    assertEquals("None", out.object("spec").string("clusterIP"));
    assertEquals(0, cache.snapshot(Claims.ADDRESSES).size());
  }

  @Test
  void anUpdateKeepsWhatItHasAndReleaseGivesBackWhatIsGone() {
    String node = "{'type':'NodePort','ports':[{'port':80,'protocol':'TCP'}]}";
    JsonObject old = done(allocator.allocate(service("s", node), null, false));
    assertEquals(old, done(allocator.allocate(old, old, false)));
    JsonObject plain =
        old.with(
            "spec",
            old.object("spec")
                .with("type", "ClusterIP")
                .with("ports", service("s", CLUSTER).object("spec").get("ports")));
    allocator.release(old, plain);
    assertEquals(0, cache.snapshot(Claims.PORTS).size());
    assertEquals(1, cache.snapshot(Claims.ADDRESSES).size());
    allocator.release(plain, null);
    assertEquals(0, cache.snapshot(Claims.ADDRESSES).size());
  }

  @Test
  void aReleaseNeverTakesWhatIsSomebodyElses() {
    JsonObject mine = done(allocator.allocate(service("mine", CLUSTER), null, false));
    JsonObject other = service("other", "{}").with("spec", mine.object("spec"));
    allocator.release(other, null);
    assertNotNull(record(Claims.ADDRESSES, mine.object("spec").string("clusterIP")));
  }

  @Test
  void whatACrashLeftClaimedIsGivenToWhoAsksForItOnceNoWriteCanBeUnderWay() {
    String asked =
        "{'type':'NodePort','clusterIP':'10.96.0.1','clusterIPs':['10.96.0.1'],"
            + "'ports':[{'port':443,'protocol':'TCP','nodePort':30443}]}";
    done(
        allocator.allocate(service("kubernetes", asked), null, false)); // and its Service never was
    now = now.plus(Duration.ofSeconds(59));
    assertTrue(
        failure(allocator.allocate(service("kubernetes", asked), null, false))
            .endsWith("provided IP is already allocated"));
    now = now.plus(Duration.ofSeconds(2));
    done(allocator.allocate(service("other", asked), null, true));
    assertEquals(
        ObjectKey.of("default", "kubernetes"),
        Claims.parentOf(record(Claims.ADDRESSES, "10.96.0.1")));
    done(allocator.allocate(service("other", asked), null, false));
    assertEquals(
        ObjectKey.of("default", "other"), Claims.parentOf(record(Claims.ADDRESSES, "10.96.0.1")));
    assertEquals(ObjectKey.of("default", "other"), Claims.parentOf(record(Claims.PORTS, "30443")));
  }

  @Test
  void whatAServiceHoldsStaysItsHoweverOldItsRecordIs() {
    String asked =
        "{'type':'NodePort','clusterIP':'10.96.0.1','clusterIPs':['10.96.0.1'],"
            + "'ports':[{'port':443,'protocol':'TCP','nodePort':30443}]}";
    stored(done(allocator.allocate(service("kubernetes", asked), null, false)));
    now = now.plus(Duration.ofDays(400));
    for (boolean dryRun : new boolean[] {true, false}) {
      assertTrue(
          failure(allocator.allocate(service("other", asked), null, dryRun))
              .endsWith("provided IP is already allocated"));
    }
  }

  private void stored(JsonObject service) {
    ledger.submit(
        new Write(
            Op.CREATE,
            "services",
            ObjectKey.of(service),
            0,
            "k",
            "v1",
            JsonWriter.bytes(service),
            null,
            "t",
            "t"));
  }

  @Test
  void orphansAreFreedAfterAMinuteAndLostRecordsMadeAgain() {
    ServiceRepairer repairer =
        new ServiceRepairer(ledger, cache, () -> now, () -> "r" + uids.incrementAndGet());
    JsonObject orphan = done(allocator.allocate(service("gone", CLUSTER), null, false));
    String ip = orphan.object("spec").string("clusterIP");
    JsonObject kept =
        service("kept", "{'type':'ClusterIP','clusterIP':'10.96.9.9','clusterIPs':['10.96.9.9']}");
    stored(kept);
    assertEquals(1, repairer.run().result());
    assertNotNull(record(Claims.ADDRESSES, ip));
    assertNotNull(record(Claims.ADDRESSES, "10.96.9.9"));
    now = now.plus(Duration.ofMinutes(2));
    assertEquals(1, repairer.run().result());
    assertNull(record(Claims.ADDRESSES, ip));
    assertEquals(0, repairer.run().result());
  }
}
