package io.coxswain.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coxswain.client.FakeApi;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LeaderLeaseTest {
  private static final Gvr LEASES = new Gvr("coordination.k8s.io", "v1", "leases");
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final FakeApi api = new FakeApi(InstantSource.fixed(NOW));

  private JsonObject heldBy(String holder, Instant now) {
    new LeaderLease(api.client(), holder, InstantSource.fixed(now)).hold();
    return api.get(LEASES, "kube-system", "coxswain-leader").object("spec");
  }

  @Test
  void itTellsWhoLeadsSinceWhenAndHowOftenThatChanged() {
    JsonObject first = heldBy("a", NOW);
    assertEquals("a", first.string("holderIdentity"));
    assertEquals("2026-11-22T12:00:00.000000Z", first.string("acquireTime"));
    assertEquals(720, first.integer("leaseDurationSeconds", 0));
    assertEquals(0, first.integer("leaseTransitions", -1));

    JsonObject later = heldBy("a", NOW.plusSeconds(60));
    assertEquals("2026-11-22T12:00:00.000000Z", later.string("acquireTime"));
    assertEquals("2026-11-22T12:01:00.000000Z", later.string("renewTime"));

    JsonObject other = heldBy("b", NOW.plusSeconds(70));
    assertEquals("b", other.string("holderIdentity"));
    assertEquals("2026-11-22T12:01:10.000000Z", other.string("acquireTime"));
    assertEquals(1, other.integer("leaseTransitions", 0));
  }

  /** Each renewal is a write to flash, and nobody decides by it. */
  @Test
  void itIsRenewedEachFifthBeatWhoeverWroteItFirst() {
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    LeaderLease lease = new LeaderLease(api.client(), "a", now::get);
    lease.hold();
    List<String> renewed = new ArrayList<>();
    for (int minute = 1; minute <= 10; minute++) {
      now.set(NOW.plusSeconds(60 * minute));
      lease.beat();
      String time =
          api.get(LEASES, "kube-system", "coxswain-leader").object("spec").string("renewTime");
      renewed.add(time.substring(14, 16));
    }
    assertEquals(List.of("00", "00", "00", "00", "05", "05", "05", "05", "05", "10"), renewed);
  }

  @Test
  void aBeatThatFailedIsMadeUpForByTheNext() {
    LeaderLease lease = new LeaderLease(api.client(), "a", InstantSource.fixed(NOW));
    api.fail(call -> true, ApiException.unavailable("away"));
    assertThrows(ApiException.class, lease::beat);
    lease.beat();
    assertEquals(
        "a",
        api.get(LEASES, "kube-system", "coxswain-leader").object("spec").string("holderIdentity"));
  }
}
