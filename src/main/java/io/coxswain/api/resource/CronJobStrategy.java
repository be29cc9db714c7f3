package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.CronSchedule;
import io.coxswain.kube.FieldError;
import java.time.ZoneId;
import java.util.List;

/** CronJobs. */
final class CronJobStrategy extends StandardStrategy {
  /** What is left for the suffix the controller adds to the names of its jobs. */
  private static final int MAX_NAME = 63 - 11;

  CronJobStrategy() {
    super(Traits.NAMESPACED.withStatus().withGeneration());
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return PodDefaults.template(object, "spec", "jobTemplate", "spec", "template");
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    String name = io.coxswain.kube.Meta.name(object);
    if (name.length() > MAX_NAME) {
      errors.add(
          FieldError.invalid(
              "metadata.name", name, "must be no more than " + MAX_NAME + " characters"));
    }
    JsonObject spec = object.object("spec");
    String schedule = spec.string("schedule", "");
    if (Check.required("spec.schedule", schedule, errors)) {
      Check.invalid("spec.schedule", schedule, CronSchedule.check(schedule), errors);
      if (schedule.contains("TZ")) {
        errors.add(
            FieldError.invalid(
                "spec.schedule",
                schedule,
                "cannot use TZ or CRON_TZ in schedule, use timeZone" + " field instead"));
      }
    }
    WorkloadRules.notNegative(
        spec,
        errors,
        "startingDeadlineSeconds",
        "successfulJobsHistoryLimit",
        "failedJobsHistoryLimit");
    if (spec.has("timeZone")) {
      timeZone(spec.string("timeZone", ""), errors);
    }
    ContainerRules.oneOfRequired(
        "spec.concurrencyPolicy",
        spec.string("concurrencyPolicy", ""),
        List.of("Allow", "Forbid", "Replace"),
        errors);
    JsonObject job = spec.objectAt("jobTemplate", "spec");
    JobRules.spec("spec.jobTemplate.spec", job, errors);
    if (job.has("selector")) {
      errors.add(
          FieldError.invalid(
              "spec.jobTemplate.spec.selector",
              job.get("selector"),
              "`selector` will be auto-generated"));
    }
    if (job.bool("manualSelector", false)) {
      errors.add(
          FieldError.notSupported(
              "spec.jobTemplate.spec.manualSelector", true, List.of("nil", "false")));
    }
  }

  private static void timeZone(String zone, List<FieldError> errors) {
    if (zone.isEmpty()) {
      errors.add(
          FieldError.invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string"));
    } else if (zone.equalsIgnoreCase("Local")) {
      errors.add(
          FieldError.invalid(
              "spec.timeZone",
              zone,
              "timeZone must be an explicit time zone as defined in"
                  + " https://www.iana.org/time-zones"));
    } else if (!ZoneId.getAvailableZoneIds().contains(zone)) {
      errors.add(FieldError.invalid("spec.timeZone", zone, "unknown time zone " + zone));
    } // not ZoneId.of: that takes offsets too, which upstream does not
  }

  @Override
  public Columns columns() {
    return WorkloadColumns.CRON_JOBS;
  }
}
