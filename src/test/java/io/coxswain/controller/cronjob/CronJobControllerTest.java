package io.coxswain.controller.cronjob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CronJobControllerTest {
  private final Harness harness = new Harness();

  @AfterEach
  void close() {
    harness.close();
  }

  private void make(String policy, boolean suspend) {
    harness.api.put(
        Resources.CRON_JOBS,
        FakeApi.json(
            """
            {'apiVersion':'batch/v1','kind':'CronJob',
             'metadata':{'name':'tick','namespace':'ns','creationTimestamp':'%s'},
             'spec':{'schedule':'*/1 * * * *','concurrencyPolicy':'%s','suspend':%s,
               'successfulJobsHistoryLimit':1,
               'jobTemplate':{'metadata':{'labels':{'a':'b'}},'spec':{'completions':1}}}}
            """
                .formatted(Time.seconds(harness.timer.instant()), policy, suspend)));
    harness.start("cronjob-controller", CronJobController::start);
  }

  private JsonObject cronJob() {
    return harness.api.get(Resources.CRON_JOBS, "ns", "tick");
  }

  private int active() {
    return cronJob().object("status").objects("active").size();
  }

  private List<JsonObject> jobs() {
    return harness.api.list(Resources.JOBS);
  }

  private void minute() {
    harness.settle(); // a minute lasts longer than an informer lags
    harness.timer.advance(Duration.ofSeconds(61));
  }

  private void complete(JsonObject job) {
    JsonObject condition = FakeApi.json("{'type':'Complete','status':'True'}");
    harness.api.put(
        Resources.JOBS,
        job.withAt(JsonArray.of(condition), "status", "conditions")
            .withAt(Json.of(Time.seconds(harness.timer.instant())), "status", "completionTime"));
  }

  @Test
  void startsAJobEachMinute() {
    make("Allow", false);
    harness.settle();
    assertEquals(0, jobs().size());
    minute();
    harness.eventually("one", () -> active() == 1);
    assertEquals("b", Meta.label(jobs().getFirst(), "a"));
    minute();
    harness.eventually("two", () -> active() == 2);
  }

  @Test
  void forbidsASecondOne() {
    make("Forbid", false);
    harness.settle();
    minute();
    harness.eventually("one", () -> active() == 1);
    minute();
    harness.eventually("told", () -> harness.eventReasons().contains("JobAlreadyActive"));
    assertEquals(1, jobs().size());
    complete(jobs().getFirst());
    harness.eventually("again", () -> jobs().size() == 2);
    harness.eventually("noted", () -> cronJob().object("status").has("lastSuccessfulTime"));
  }

  @Test
  void replacesTheRunningOne() {
    make("Replace", false);
    harness.settle();
    minute();
    harness.eventually("one", () -> active() == 1);
    String first = Meta.name(jobs().getFirst());
    minute();
    harness.eventually(
        "another",
        () -> jobs().size() == 1 && !Meta.name(jobs().getFirst()).equals(first) && active() == 1);
    harness.settle();
    assertFalse(harness.eventReasons().contains("MissingJob"));
  }

  @Test
  void startsNothingWhileSuspended() {
    make("Allow", true);
    harness.settle();
    minute();
    harness.settle();
    assertEquals(0, jobs().size());
  }

  @Test
  void keepsItsHistoryShort() {
    make("Allow", false);
    harness.settle();
    for (int i = 1; i <= 3; i++) {
      minute();
      harness.eventually("started", () -> active() == 1);
      jobs().forEach(this::complete);
      harness.eventually("over", () -> active() == 0);
    }
    harness.eventually("one left", () -> jobs().size() == 1);
  }
}
