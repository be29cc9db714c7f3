package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import java.time.Instant;

/**
 * What a probe has found of one container.
 *
 * @param next when it is due
 * @param running whether an attempt is under way
 * @param result what the thresholds made of the attempts; {@code null} before the first verdict
 * @param last the last attempt
 * @param streak how many attempts in a row ended like the last
 */
record ProbeState(Instant next, boolean running, Boolean result, boolean last, int streak) {

  static ProbeState fresh(JsonObject probe, Instant startedAt, Boolean result) {
    Instant first = startedAt.plusSeconds(probe.integer("initialDelaySeconds", 0));
    return new ProbeState(first, false, result, false, 0);
  }

  ProbeState started() {
    return new ProbeState(next, true, result, last, streak);
  }

  /** After an attempt: the result changes once a threshold is reached. */
  ProbeState after(JsonObject probe, boolean success, Instant now) {
    int count = streak > 0 && last == success ? streak + 1 : 1;
    long threshold =
        success ? probe.integer("successThreshold", 1) : probe.integer("failureThreshold", 3);
    Boolean verdict = count >= threshold ? Boolean.valueOf(success) : result;
    Instant due = now.plusSeconds(Math.max(1, probe.integer("periodSeconds", 10)));
    return new ProbeState(due, false, verdict, success, count);
  }

  /** A failing probe begins to count anew, as after the container was killed for it. */
  ProbeState held() {
    return new ProbeState(next, running, result, last, 0);
  }
}
