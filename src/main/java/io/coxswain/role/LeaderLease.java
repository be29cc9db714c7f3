package io.coxswain.role;

import io.coxswain.client.KubeClient;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * {@code kube-system/coxswain-leader}, which shows people what server leads. It decides nothing:
 * leadership is a lock in the database, and this only tells of it, seldom.
 */
final class LeaderLease {
  private static final Gvr LEASES = new Gvr("coordination.k8s.io", "v1", "leases");
  private static final String NAMESPACE = "kube-system";
  private static final String NAME = "coxswain-leader";

  /** Beats from one renewal to the next: nobody decides by it, and each is a write to flash. */
  private static final int SELDOM = 5;

  /** Two renewals, and some. */
  private static final Duration LIFETIME = Duration.ofMinutes(12);

  private final KubeClient client;
  private final String holder;
  private final InstantSource clock;
  private int beats; // since it was written

  /** {@code holder} names this server. */
  LeaderLease(KubeClient client, String holder, InstantSource clock) {
    this.client = client;
    this.holder = holder;
    this.clock = clock;
  }

  /** To be called every minute while this server leads: says so where it is time to. */
  synchronized void beat() {
    if (beats == 0 || beats == SELDOM) {
      hold();
    } else {
      beats++;
    }
  }

  /** Says that this server leads, still or from now on. */
  synchronized void hold() {
    beats = 0;
    write();
    beats = 1;
  }

  private void write() {
    String now = Time.micros(clock.instant());
    Optional<JsonObject> found = client.find(LEASES, NAMESPACE, NAME);
    if (found.isEmpty()) {
      JsonObject lease =
          JsonObject.builder()
              .put("apiVersion", "coordination.k8s.io/v1")
              .put("kind", "Lease")
              .put("metadata", JsonObject.of("name", NAME).with("namespace", NAMESPACE))
              .put("spec", spec(now, now, 0))
              .build();
      client.create(LEASES, NAMESPACE, lease);
      return;
    }
    JsonObject before = found.get().object("spec");
    boolean mine = holder.equals(before.string("holderIdentity", ""));
    long transitions = before.integer("leaseTransitions", 0);
    JsonObject spec =
        mine
            ? spec(before.string("acquireTime", now), now, transitions)
            : spec(now, now, transitions + 1);
    client.update(LEASES, found.get().with("spec", spec));
  }

  private JsonObject spec(String acquired, String renewed, long transitions) {
    return JsonObject.builder()
        .put("holderIdentity", holder)
        .put("leaseDurationSeconds", LIFETIME.toSeconds())
        .put("acquireTime", acquired)
        .put("renewTime", renewed)
        .put("leaseTransitions", transitions)
        .build();
  }
}
