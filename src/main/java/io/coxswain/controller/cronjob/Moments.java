package io.coxswain.controller.cronjob;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.CronSchedule;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import java.time.Instant;

/**
 * When a CronJob should have run last and will run next.
 *
 * @param due the latest moment not yet acted on, {@code null} if there is none
 * @param missed how many there were since the last run, the due one included
 * @param next after now; {@code null} if never
 */
record Moments(Instant due, int missed, Instant next) {
  private static final int TOO_MANY = 100;

  static Moments of(JsonObject cronJob, CronSchedule schedule, Instant now) {
    JsonObject spec = cronJob.object("spec");
    Instant from = Time.parse(cronJob.object("status").string("lastScheduleTime"));
    if (from == null) {
      from = Time.parse(Meta.creationTimestamp(cronJob));
    }
    if (spec.has("startingDeadlineSeconds")) {
      Instant earliest = now.minusSeconds(spec.integer("startingDeadlineSeconds", 0));
      from = from == null || earliest.isAfter(from) ? earliest : from;
    }
    Instant next = schedule.next(now);
    Instant due = null;
    int missed = 0;
    for (Instant at = schedule.next(from == null ? now : from);
        at != null && !at.isAfter(now);
        at = schedule.next(at)) {
      due = at;
      missed++;
      if (missed > TOO_MANY) {
        // Far behind: go straight to the last minutes.
        Instant recent = now.minusSeconds(24 * 3600L);
        at = recent.isAfter(at) ? recent : at;
      }
    }
    return new Moments(due, missed, next);
  }
}
