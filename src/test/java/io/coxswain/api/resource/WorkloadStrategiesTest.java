package io.coxswain.api.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.CronSchedule;
import io.coxswain.kube.Meta;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorkloadStrategiesTest {
  private static String workload(String apiVersion, String kind, String spec) {
    return """
        apiVersion: %s
        kind: %s
        metadata: {name: w}
        spec:
          selector: {matchLabels: {app: w}}
          template:
            metadata: {labels: {app: w}}
            spec: {containers: [{name: c, image: nginx}]}
        """
            .formatted(apiVersion, kind)
        + spec.indent(2);
  }

  @ParameterizedTest
  @CsvSource({
    "apps/v1,Deployment",
    "apps/v1,ReplicaSet",
    "apps/v1,StatefulSet",
    "apps/v1,DaemonSet"
  })
  void goodWorkloadsPassAndTheirSelectorIsFixed(String apiVersion, String kind) {
    JsonObject old = Given.created(workload(apiVersion, kind, ""));
    assertEquals(List.of(), Given.errors(workload(apiVersion, kind, "")));
    assertEquals(1, Meta.generation(old));
    JsonObject other =
        old.withAt(Given.json("{'matchLabels':{'app':'x'}}"), "spec", "selector")
            .withAt(Json.of("x"), "spec", "template", "metadata", "labels", "app");
    String error = Given.errors(old, other).getFirst();
    assertTrue(
        error.equals(
                "spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"x\"}}: field is"
                    + " immutable")
            || error.startsWith("spec: Forbidden: updates to statefulset spec for fields"),
        error);
  }

  @Test
  void aDeploymentRollsByQuartersAndRecreateHasNoRollingUpdate() {
    JsonObject deployment = Given.complete(workload("apps/v1", "Deployment", ""));
    assertEquals(
        Given.json(
            "{'type':'RollingUpdate','rollingUpdate':{'maxSurge':'25%',"
                + "'maxUnavailable':'25%'}}"),
        deployment.objectAt("spec", "strategy"));
    JsonObject recreate =
        Given.complete(workload("apps/v1", "Deployment", "strategy: {type: Recreate}"));
    assertEquals(Given.json("{'type':'Recreate'}"), recreate.objectAt("spec", "strategy"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          replicas: -1 | spec.replicas: Invalid value: -1: must be greater than or equal to 0
          strategy: {type: Now} | spec.strategy: Unsupported value: {"Type":"Now","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"
          strategy: {type: Recreate, rollingUpdate: {}} | spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'
          strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}} | spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0
          strategy: {rollingUpdate: {maxUnavailable: 101%}} | spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%
          progressDeadlineSeconds: 5;minReadySeconds: 5 | spec.progressDeadlineSeconds: Invalid value: 5: must be greater than minReadySeconds
          """)
  void badDeploymentsAreRefused(String spec, String error) {
    assertEquals(
        List.of(error), Given.errors(workload("apps/v1", "Deployment", spec.replace(";", "\n"))));
  }

  @Test
  void aSelectorMustMatchItsTemplate() {
    String text =
        workload("apps/v1", "ReplicaSet", "").replace("{labels: {app: w}}", "{labels: {app: v}}");
    assertEquals(
        List.of(
            "spec.template.metadata.labels: Invalid value: {\"app\":\"v\"}: `selector` does not"
                + " match template `labels`"),
        Given.errors(text));
  }

  @Test
  void annotationsRaiseADeploymentsGenerationAndLabelsDoNot() {
    JsonObject old = Given.created(workload("apps/v1", "Deployment", ""));
    Strategy strategy = Given.strategy(old);
    assertEquals(
        2, Meta.generation(strategy.prepareForUpdate(Meta.withAnnotation(old, "a", "1"), old)));
    assertEquals(1, Meta.generation(strategy.prepareForUpdate(Meta.withLabel(old, "a", "1"), old)));
  }

  private static final String JOB =
      """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: j}
      spec:
        template:
          spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}
      """;

  @Test
  void aJobMakesItsSelectorFromItsUid() {
    JsonObject job = Given.created(JOB);
    assertEquals(
        Given.json("{'matchLabels':{'batch.kubernetes.io/controller-uid':'u-1'}}"),
        job.objectAt("spec", "selector"));
    assertEquals("j", job.objectAt("spec", "template", "metadata", "labels").string("job-name"));
    assertEquals(6, job.object("spec").integer("backoffLimit", 0));
    assertEquals(1, job.object("spec").integer("completions", 0));
    assertEquals(1, job.object("spec").integer("parallelism", 0));
    assertEquals(List.of(), Given.errors(JOB));
    assertEquals("Orphan", Given.strategy(job).defaultPropagation());
  }

  @Test
  void aJobsPodsAreNotRestartedAlways() {
    assertEquals(
        List.of(
            "spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\","
                + " \"Never\""),
        Given.errors(JOB.replace("restartPolicy: Never, ", "")));
  }

  @Test
  void aJobsTemplateIsFixed() {
    JsonObject old = Given.created(JOB);
    JsonObject next = old.withAt(Json.of("OnFailure"), "spec", "template", "spec", "restartPolicy");
    assertTrue(Given.errors(old, next).getFirst().startsWith("spec.template: Invalid value: "));
  }

  @ParameterizedTest
  @CsvSource({
    "*/5 * * * *,true",
    "@daily,true",
    "0 0 1 jan mon,true",
    "1-5/2 * * * *,true",
    "60 * * * *,false",
    "* * * *,false",
    "@often,false",
    "*/0 * * * *,false",
    "5-1 * * * *,false"
  })
  void schedulesAreChecked(String schedule, boolean good) {
    assertEquals(good, CronSchedule.check(schedule) == null, CronSchedule.check(schedule));
  }

  @Test
  void aCronJobNeedsAGoodSchedule() {
    String text =
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: c}
        spec:
          schedule: "%s"
          jobTemplate:
            spec:
              template:
                spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}
        """;
    assertEquals(List.of(), Given.errors(text.formatted("* * * * *")));
    assertEquals(List.of("spec.schedule: Required value"), Given.errors(text.formatted("")));
    assertEquals(1, Given.errors(text.formatted("nope")).size());
  }

  @Test
  void aStatefulSetsOtherFieldsAreFixed() {
    JsonObject old = Given.created(workload("apps/v1", "StatefulSet", "serviceName: s"));
    assertEquals(List.of(), Given.errors(old, old.withAt(Json.of(5), "spec", "replicas")));
    assertEquals(
        List.of(
            "spec: Forbidden: updates to statefulset spec for fields other than 'replicas',"
                + " 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit',"
                + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"),
        Given.errors(old, old.withAt(Json.of("t"), "spec", "serviceName")));
  }

  @Test
  void aReplicationControllersSelectorFollowsItsTemplate() {
    JsonObject controller =
        Given.created(
            """
            apiVersion: v1
            kind: ReplicationController
            metadata: {name: r}
            spec:
              template:
                metadata: {labels: {app: r}}
                spec: {containers: [{name: c, image: nginx}]}
            """);
    assertEquals(Given.json("{'app':'r'}"), controller.objectAt("spec", "selector"));
    assertEquals(Given.json("{'app':'r'}"), controller.objectAt("metadata", "labels"));
    assertEquals("Orphan", Given.strategy(controller).defaultPropagation());
  }

  @Test
  void anAutoscalerReadsTheSameInBothVersions() {
    JsonObject v2 =
        Given.complete(
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: h}
            spec:
              maxReplicas: 3
              scaleTargetRef: {kind: Deployment, name: d, apiVersion: apps/v1}
              metrics:
              - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}
              - {type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 60}}}
            """);
    Strategy strategy = Given.strategy(v2);
    JsonObject v1 = strategy.convert(v2, "autoscaling/v1");
    assertEquals(50, v1.object("spec").integer("targetCPUUtilizationPercentage", 0));
    assertFalse(v1.object("spec").has("metrics"));
    assertEquals(v2, strategy.convert(v1, "autoscaling/v2"));
    assertNull(Meta.annotation(strategy.convert(v1, "autoscaling/v2"), "x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Deployment | strategy: {type: Slow} | spec.strategy: Unsupported value: {"Type":"Slow","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"
          Deployment | strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0%}} | spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0
          DaemonSet | updateStrategy: {type: Slow} | spec.updateStrategy: Unsupported value: {"Type":"Slow","RollingUpdate":null}: supported values: "RollingUpdate", "OnDelete"
          DaemonSet | updateStrategy: {rollingUpdate: {maxUnavailable: 0}} | spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0
          DaemonSet | updateStrategy: {rollingUpdate: {maxUnavailable: 1, maxSurge: 1}} | spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero
          StatefulSet | podManagementPolicy: Chaotic | spec.podManagementPolicy: Invalid value: "Chaotic": must be 'OrderedReady' or 'Parallel'
          StatefulSet | updateStrategy: {type: Slow} | spec.updateStrategy: Invalid value: {"Type":"Slow","RollingUpdate":null}: must be 'RollingUpdate' or 'OnDelete'
          StatefulSet | updateStrategy: {rollingUpdate: {maxUnavailable: 0}} | spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: 0: cannot be 0
          StatefulSet | persistentVolumeClaimRetentionPolicy: {whenDeleted: Keep, whenScaled: Delete} | spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "Keep": supported values: "Retain", "Delete"
          StatefulSet | revisionHistoryLimit: -1 | spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0
          """)
  void wrongWorkloadsAreRefusedInUpstreamsWords(String kind, String spec, String error) {
    assertEquals(List.of(error), Given.errors(workload("apps/v1", kind, spec)));
  }

  @Test
  void aDeadlineIsRefusedInTheNameOfTheWorkload() {
    for (String kind : List.of("ReplicaSet", "StatefulSet", "DaemonSet")) {
      String text =
          workload("apps/v1", kind, "")
              .replace("spec: {containers", "spec: {activeDeadlineSeconds: 5, containers");
      assertEquals(
          List.of(
              "spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in "
                  + kind
                  + " is not Supported"),
          Given.errors(text));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          completionMode: Sometimes | spec.completionMode: Unsupported value: "Sometimes": supported values: "NonIndexed", "Indexed"
          completionMode: Indexed, parallelism: 1 | spec.completions: Required value: when completion mode is Indexed
          completionMode: Indexed, completions: 2, parallelism: 200000 | spec.parallelism: Invalid value: 200000: must be less than or equal to 100000 when completion mode is Indexed
          backoffLimitPerIndex: 1 | spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode
          completionMode: Indexed, completions: 2, maxFailedIndexes: 1 | spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified
          completionMode: Indexed, completions: 2, maxFailedIndexes: 3, backoffLimitPerIndex: 1 | spec.maxFailedIndexes: Invalid value: 3: must be less than or equal to completions
          completionMode: Indexed, completions: 100001, backoffLimitPerIndex: 1 | spec.maxFailedIndexes: Required value: must be specified when completions is above 100000
          podReplacementPolicy: Failed, podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget, status: "True"}]}]} |
          podReplacementPolicy: TerminatingOrFailed, podFailurePolicy: {rules: []} | spec.podReplacementPolicy: Unsupported value: "TerminatingOrFailed": supported values: "Failed"
          podFailurePolicy: {rules: [{action: FailIndex, onExitCodes: {operator: In, values: [1]}}]} | spec.podFailurePolicy.rules[0].action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set
          podFailurePolicy: {rules: [{action: Ignore}]} | spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required
          podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {containerName: d, operator: In, values: [1]}}]} | spec.podFailurePolicy.rules[0].onExitCodes.containerName: Invalid value: "d": must be one of the container or initContainer names in the pod template
          podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [0]}}]} | spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator
          podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: NotIn, values: [2, 1]}}]} | spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1]: must be ordered
          podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: NotIn, values: [2, 2]}}]} | spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Duplicate value: 2
          successPolicy: {rules: [{succeededCount: 1}]} | spec.successPolicy: Invalid value: {"rules":[{"succeededCount":1}]}: requires indexed completion mode
          completionMode: Indexed, completions: 4, successPolicy: {rules: []} | spec.successPolicy.rules: Required value: at least one rules must be specified when the successPolicy is specified
          completionMode: Indexed, completions: 4, successPolicy: {rules: [{succeededIndexes: "0,2-3", succeededCount: 4}]} | spec.successPolicy.rules[0].succeededCount: Invalid value: 4: must be less than or equal to 3 (the number of indexes in the specified succeededIndexes field)
          completionMode: Indexed, completions: 4, successPolicy: {rules: [{succeededIndexes: "3,1"}]} | spec.successPolicy.rules[0].succeededIndexes: Invalid value: "3,1": error parsing succeededIndexes: non-increasing order, previous: 3, current: 1
          completionMode: Indexed, completions: 4, successPolicy: {rules: [{succeededIndexes: "4"}]} | spec.successPolicy.rules[0].succeededIndexes: Invalid value: "4": error parsing succeededIndexes: too large index: "4"
          managedBy: somebody | spec.managedBy: Invalid value: "somebody": must be a domain-prefixed path (such as "acme.io/foo")
          """)
  void wrongJobsAreRefusedInUpstreamsWords(String spec, String error) {
    String text = JOB.replace("spec:\n  template:", "spec: {" + spec + ", template:");
    text =
        text.replace("nginx}]}", "nginx}]}}}").replace("template:\n    spec:", "template: {spec:");
    assertEquals(error == null ? List.of() : List.of(error), Given.errors(text));
  }

  @Test
  void aJobMadeFromAnotherOnesReadingIsRefused() {
    JsonObject old = Given.created(JOB);
    JsonObject labels =
        old.objectAt("spec", "template", "metadata", "labels")
            .with("controller-uid", "u-0")
            .with("batch.kubernetes.io/controller-uid", "u-0");
    JsonObject again =
        old.withAt(labels, "spec", "template", "metadata", "labels")
            .withAt(
                Json.of("u-0"),
                "spec",
                "selector",
                "matchLabels",
                "batch.kubernetes.io/controller-uid");
    Strategy strategy = Given.strategy(old);
    List<String> errors =
        strategy.validate(strategy.prepareForCreate(again)).stream()
            .map(e -> e.field() + e.message().substring(e.message().lastIndexOf(": ")))
            .toList();
    assertEquals(
        List.of(
            "spec.template.metadata.labels[controller-uid]: must be 'u-1'",
            "spec.template.metadata.labels[batch.kubernetes.io/controller-uid]: must be 'u-1'",
            "spec.selector: `selector` not auto-generated"),
        errors);
  }

  @ParameterizedTest
  @CsvSource({"Europe/Zurich,true", "UTC,true", "UTC+2,false", "Local,false", "Moon/Sea,false"})
  void onlyNamedTimeZonesAreTaken(String zone, boolean good) {
    String text =
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: c}
        spec:
          schedule: "* * * * *"
          timeZone: "%s"
          jobTemplate:
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: x}]}}}
        """;
    assertEquals(good, Given.errors(text.formatted(zone)).isEmpty());
  }
}
