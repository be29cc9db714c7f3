package io.coxswain.controller.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobControllerTest {
  private final Harness harness = new Harness();

  @AfterEach
  void close() {
    harness.close();
  }

  private void make(String spec) {
    harness.api.put(
        Resources.JOBS,
        FakeApi.json(
            """
            {'apiVersion':'batch/v1','kind':'Job',
             'metadata':{'name':'work','namespace':'ns','generation':1},
             'spec':{%s,'selector':{'matchLabels':{'job':'work'}},
               'template':{'metadata':{'labels':{'job':'work'}},
                 'spec':{'restartPolicy':'Never','containers':[{'name':'c'}]}}}}
            """
                .formatted(spec)));
    harness.start("job-controller", JobController::start);
  }

  private JsonObject job() {
    return harness.api.get(Resources.JOBS, "ns", "work");
  }

  private long status(String field) {
    return job().object("status").integer(field, 0);
  }

  private boolean is(String condition) {
    return Conditions.isTrue(job(), condition);
  }

  private void finish(JsonObject pod, String phase, int exitCode) {
    JsonObject current = harness.api.get(Resources.PODS, "ns", Meta.name(pod));
    JsonObject ended =
        FakeApi.json(
            "{'name':'c','state':{'terminated':{'exitCode':%d,'finishedAt':'%s'}}}"
                .formatted(exitCode, Time.seconds(harness.timer.instant())));
    harness.api.put(
        Resources.PODS,
        current
            .withAt(Json.of(phase), "status", "phase")
            .withAt(JsonArray.of(ended), "status", "containerStatuses"));
  }

  private void finishAll(String phase, int exitCode) {
    harness.livePods().forEach(pod -> finish(pod, phase, exitCode));
  }

  @Test
  void runsAsManyPodsAtOnceAsAllowedUntilEnoughSucceeded() {
    make("'completions':3,'parallelism':2,'backoffLimit':6");
    harness.eventually("2 pods", () -> status("active") == 2);
    assertTrue(Meta.finalizers(harness.pods().getFirst()).contains(JobPods.FINALIZER));
    finishAll("Succeeded", 0);
    harness.eventually("the third", () -> harness.livePods().size() == 1);
    finishAll("Succeeded", 0);
    harness.eventually("complete", () -> is("Complete"));
    assertEquals(3, status("succeeded"));
    assertTrue(is("SuccessCriteriaMet"));
    assertTrue(job().object("status").has("completionTime"));
    assertEquals(0, status("active"));
    assertTrue(harness.pods().stream().noneMatch(JobPods::isTracked));
    harness.eventually("told", () -> harness.eventReasons().contains("Completed"));
  }

  @Test
  void failsAfterTooManyFailures() {
    make("'completions':1,'parallelism':1,'backoffLimit':1");
    harness.eventually("a pod", () -> status("active") == 1);
    finishAll("Failed", 1);
    harness.eventually("counted", () -> status("failed") == 1);
    assertEquals(0, harness.livePods().size());
    harness.timer.advance(Duration.ofSeconds(11));
    harness.eventually("again", () -> harness.livePods().size() == 1);
    finishAll("Failed", 1);
    harness.eventually("failed", () -> is("Failed"));
    assertEquals(2, status("failed"));
    assertEquals("BackoffLimitExceeded", Conditions.find(job(), "Failed").get().string("reason"));
  }

  @Test
  void givesEachIndexItsPod() {
    make("'completions':2,'parallelism':2,'backoffLimit':6,'completionMode':'Indexed'");
    harness.eventually("2 pods", () -> status("active") == 2);
    JsonObject pod = harness.pods().getFirst();
    assertEquals("work-" + JobPods.index(pod), pod.object("spec").string("hostname"));
    assertEquals(
        "JOB_COMPLETION_INDEX",
        pod.object("spec")
            .objects("containers")
            .getFirst()
            .objects("env")
            .getFirst()
            .string("name"));
    finishAll("Succeeded", 0);
    harness.eventually("complete", () -> is("Complete"));
    assertEquals("0,1", job().object("status").string("completedIndexes"));
    assertEquals(2, status("succeeded"));
  }

  @Test
  void countsFailuresPerIndex() {
    make(
        "'completions':2,'parallelism':2,'backoffLimit':2147483647,'backoffLimitPerIndex':0,"
            + "'completionMode':'Indexed'");
    harness.eventually("2 pods", () -> status("active") == 2);
    List<JsonObject> pods = harness.livePods();
    finish(pods.get(0), "Failed", 1);
    finish(pods.get(1), "Succeeded", 0);
    harness.eventually("failed", () -> is("Failed"));
    assertEquals("FailedIndexes", Conditions.find(job(), "Failed").get().string("reason"));
    assertEquals(
        Integer.toString(JobPods.index(pods.get(0))),
        job().object("status").string("failedIndexes"));
  }

  @Test
  void failsAtOnceWhereThePolicySaysSo() {
    make(
        "'completions':2,'parallelism':2,'backoffLimit':6,'podReplacementPolicy':'Failed',"
            + "'podFailurePolicy':{'rules':[{'action':'FailJob','onExitCodes':"
            + "{'containerName':'c','operator':'In','values':[42]}}]}");
    harness.eventually("2 pods", () -> status("active") == 2);
    JsonObject pod = harness.livePods().getFirst();
    finish(pod, "Failed", 42);
    harness.eventually("about to fail", () -> is("FailureTarget"));
    harness.pods().stream()
        .filter(p -> !Meta.name(p).equals(Meta.name(pod)))
        .forEach(p -> finish(p, "Failed", 137));
    harness.eventually("failed", () -> is("Failed"));
    assertEquals("PodFailurePolicy", Conditions.find(job(), "Failed").get().string("reason"));
    assertTrue(
        Conditions.find(job(), "Failed")
            .get()
            .string("message")
            .endsWith("failed with exit code 42 matching FailJob rule at index 0"));
  }

  @Test
  void doesNotCountWhatThePolicyIgnores() {
    make(
        "'completions':1,'parallelism':1,'backoffLimit':0,'podReplacementPolicy':'Failed',"
            + "'podFailurePolicy':{'rules':[{'action':'Ignore','onPodConditions':"
            + "[{'type':'DisruptionTarget','status':'True'}]}]}");
    harness.eventually("a pod", () -> status("active") == 1);
    JsonObject pod = harness.livePods().getFirst();
    JsonObject condition = FakeApi.json("{'type':'DisruptionTarget','status':'True'}");
    JsonObject current = harness.api.get(Resources.PODS, "ns", Meta.name(pod));
    harness.api.put(
        Resources.PODS,
        current
            .withAt(Json.of("Failed"), "status", "phase")
            .withAt(JsonArray.of(condition), "status", "conditions"));
    harness.timer.advance(Duration.ofSeconds(11));
    harness.eventually("replaced", () -> harness.livePods().size() == 1);
    finishAll("Succeeded", 0);
    harness.eventually("complete", () -> is("Complete"));
    assertEquals(0, status("failed"));
  }

  @Test
  void succeedsByItsPolicyWhileIndexesAreOpen() {
    make(
        "'completions':3,'parallelism':3,'backoffLimit':6,'completionMode':'Indexed',"
            + "'successPolicy':{'rules':[{'succeededIndexes':'0'}]}");
    harness.eventually("3 pods", () -> status("active") == 3);
    JsonObject first =
        harness.livePods().stream().filter(p -> JobPods.index(p) == 0).findFirst().get();
    finish(first, "Succeeded", 0);
    harness.eventually("complete", () -> is("Complete"));
    assertEquals("SuccessPolicy", Conditions.find(job(), "Complete").get().string("reason"));
    assertEquals("0", job().object("status").string("completedIndexes"));
    assertEquals(0, harness.livePods().size());
  }

  @Test
  void waitsWhileSuspended() {
    make("'completions':1,'parallelism':1,'backoffLimit':6,'suspend':true");
    harness.eventually("suspended", () -> is("Suspended"));
    assertEquals(0, harness.pods().size());
    harness.api.put(Resources.JOBS, job().withAt(Json.of(false), "spec", "suspend"));
    harness.eventually("a pod", () -> status("active") == 1);
    assertFalse(is("Suspended"));
  }

  @Test
  void endsAtItsDeadline() {
    make("'completions':1,'parallelism':1,'backoffLimit':6,'activeDeadlineSeconds':60");
    harness.eventually("a pod", () -> status("active") == 1);
    harness.timer.advance(Duration.ofSeconds(62));
    harness.eventually("failed", () -> is("Failed"));
    assertEquals("DeadlineExceeded", Conditions.find(job(), "Failed").get().string("reason"));
    assertEquals(0, harness.livePods().size());
  }

  @Test
  void freesPodsOfJobsThatAreGone() {
    make("'completions':1,'parallelism':1,'backoffLimit':6");
    harness.eventually("a pod", () -> status("active") == 1);
    harness.api.remove(Resources.JOBS, "ns", "work");
    harness.eventually("free", () -> harness.pods().stream().noneMatch(JobPods::isTracked));
  }

  @Test
  void removesFinishedJobsAfterTheirTime() {
    make("'completions':1,'parallelism':1,'backoffLimit':6,'ttlSecondsAfterFinished':30");
    harness.start("ttl-after-finished-controller", TtlController::start);
    harness.eventually("a pod", () -> status("active") == 1);
    finishAll("Succeeded", 0);
    harness.eventually("complete", () -> is("Complete"));
    harness.timer.advance(Duration.ofSeconds(31));
    harness.eventually("gone", () -> job() == null || Meta.isDeleting(job()));
  }
}
