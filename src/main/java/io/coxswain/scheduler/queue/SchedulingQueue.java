package io.coxswain.scheduler.queue;

import io.coxswain.kube.ObjectKey;
import io.coxswain.scheduler.view.PodInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Pods in three places (upstream's PriorityQueue): <em>active</em>, by priority and age;
 * <em>backing off</em> after an attempt, 1 s doubling to 10 s; <em>unschedulable</em> until the
 * cluster changes or five minutes pass. Time is given by the caller. Belongs to the scheduling
 * thread.
 */
public final class SchedulingQueue {
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);
  private static final Duration LONGEST_UNSCHEDULABLE = Duration.ofMinutes(5);

  private static final class Waiting {
    PodInfo pod;
    int attempts;
    Instant lastAttempt = Instant.EPOCH;
    Place place = Place.ACTIVE;
    long moveAtAttempt = -1; // the cluster's move count when the running attempt began

    Waiting(PodInfo pod) {
      this.pod = pod;
    }

    Instant backoffEnd() {
      long factor = 1L << Math.min(20, Math.max(0, attempts - 1));
      Duration backoff = FIRST_BACKOFF.multipliedBy(factor);
      return lastAttempt.plus(backoff.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : backoff);
    }
  }

  private enum Place {
    ACTIVE,
    BACKING_OFF,
    UNSCHEDULABLE,
    GATED,
    IN_FLIGHT
  }

  private static final Comparator<Waiting> ORDER =
      Comparator.comparingInt((Waiting w) -> -w.pod.priority())
          .thenComparing(w -> w.pod.created())
          .thenComparing(w -> w.pod.key());

  private final Map<ObjectKey, Waiting> all = new HashMap<>();
  private final PriorityQueue<Waiting> active = new PriorityQueue<>(ORDER);
  private final PriorityQueue<Waiting> backingOff =
      new PriorityQueue<>(Comparator.comparing(Waiting::backoffEnd));
  private long moves;

  /** A new or changed pod without a node. A change makes an unschedulable one worth a try. */
  public void put(PodInfo pod) {
    Waiting waiting = all.get(pod.key());
    if (waiting != null && !waiting.pod.uid().equals(pod.uid())) {
      remove(pod.key());
      waiting = null;
    }
    if (waiting == null) {
      waiting = new Waiting(pod);
      all.put(pod.key(), waiting);
      place(waiting, pod.isGated() ? Place.GATED : Place.ACTIVE);
      return;
    }
    boolean specChanged =
        !pod.object().object("spec").equals(waiting.pod.object().object("spec"))
            || !pod.labels().equals(waiting.pod.labels());
    if (waiting.place == Place.ACTIVE) {
      active.remove(waiting);
      waiting.pod = pod;
      active.add(waiting);
      return;
    }
    waiting.pod = pod;
    if (waiting.place == Place.GATED && !pod.isGated()) {
      place(waiting, Place.ACTIVE);
    } else if (specChanged && waiting.place == Place.UNSCHEDULABLE) {
      place(waiting, Place.BACKING_OFF);
    }
  }

  /** The pod is bound or gone. */
  public void remove(ObjectKey key) {
    Waiting waiting = all.remove(key);
    if (waiting != null) {
      active.remove(waiting);
      backingOff.remove(waiting);
    }
  }

  /** The next pod to try, or {@code null}; it stays in flight until {@link #failed} or removal. */
  public PodInfo next(Instant now) {
    ripen(now);
    Waiting waiting = active.poll();
    if (waiting == null) {
      return null;
    }
    waiting.place = Place.IN_FLIGHT;
    waiting.attempts++;
    waiting.lastAttempt = now;
    waiting.moveAtAttempt = moves;
    return waiting.pod;
  }

  /**
   * An attempt failed. An unschedulable pod waits for a change, unless one came meanwhile; any
   * other failure is tried again after the back-off.
   */
  public void failed(PodInfo pod, boolean unschedulable) {
    Waiting waiting = all.get(pod.key());
    if (waiting == null || waiting.place != Place.IN_FLIGHT) {
      return;
    }
    boolean wait = unschedulable && waiting.moveAtAttempt == moves;
    place(waiting, wait ? Place.UNSCHEDULABLE : Place.BACKING_OFF);
  }

  /** Something changed that may make room: unschedulable pods become worth a try. */
  public void moveAll() {
    moves++;
    for (Waiting waiting : all.values()) {
      if (waiting.place == Place.UNSCHEDULABLE) {
        place(waiting, Place.BACKING_OFF);
      }
    }
  }

  /** How long until {@link #next} may have something, at most a minute. */
  public Duration untilNext(Instant now) {
    if (!active.isEmpty()) {
      return Duration.ZERO;
    }
    Duration longest = Duration.ofMinutes(1);
    if (backingOff.isEmpty()) {
      return longest;
    }
    Duration wait = Duration.between(now, backingOff.peek().backoffEnd());
    return wait.isNegative() ? Duration.ZERO : wait.compareTo(longest) > 0 ? longest : wait;
  }

  public int size() {
    return all.size();
  }

  private void ripen(Instant now) {
    while (!backingOff.isEmpty() && !backingOff.peek().backoffEnd().isAfter(now)) {
      place(backingOff.poll(), Place.ACTIVE);
    }
    List<Waiting> tired = new ArrayList<>();
    if (active.isEmpty()) {
      for (Waiting waiting : all.values()) {
        if (waiting.place == Place.UNSCHEDULABLE
            && waiting.lastAttempt.plus(LONGEST_UNSCHEDULABLE).isBefore(now)) {
          tired.add(waiting);
        }
      }
    }
    tired.forEach(waiting -> place(waiting, Place.ACTIVE));
  }

  private void place(Waiting waiting, Place place) {
    waiting.place = place;
    if (place == Place.ACTIVE) {
      active.add(waiting);
    } else if (place == Place.BACKING_OFF) {
      backingOff.add(waiting);
    }
  }
}
