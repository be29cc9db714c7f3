package io.coxswain.api.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PodStrategyTest {
  private static final String HEAD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec:
      """;

  private static String pod(String spec) {
    return HEAD + spec.indent(2);
  }

  private static final String GOOD = pod("containers: [{name: c, image: nginx}]");

  @ParameterizedTest
  @CsvSource({
    "nginx,Always",
    "nginx:latest,Always",
    "nginx:1.25,IfNotPresent",
    "localhost:5000/nginx,Always",
    "localhost:5000/nginx:v1,IfNotPresent",
    "nginx@sha256:0000,IfNotPresent",
    "nginx:latest@sha256:0000,Always"
  })
  void thePullPolicyFollowsTheTag(String image, String policy) {
    assertEquals(policy, PodDefaults.pullPolicy(image));
  }

  @Test
  void aPodIsCompletedAsUpstreamDoes() {
    JsonObject pod =
        Given.created(
            pod(
                """
                serviceAccountName: sa
                containers:
                - {name: c, image: nginx, resources: {limits: {cpu: 1, memory: 64Mi}}}
                volumes: [{name: v}]
                """));
    JsonObject container = pod.object("spec").objects("containers").getFirst();
    assertEquals(
        Given.json("{'cpu':'1','memory':'64Mi'}"), container.objectAt("resources", "requests"));
    assertEquals("Always", container.string("imagePullPolicy"));
    assertEquals("sa", pod.object("spec").string("serviceAccount"));
    assertEquals(
        JsonObject.EMPTY, pod.object("spec").objects("volumes").getFirst().get("emptyDir"));
    assertEquals(Given.json("{'phase':'Pending','qosClass':'Guaranteed'}"), pod.get("status"));
    assertEquals(1, pod.object("metadata").integer("generation", 0));
    assertEquals(List.of(), Given.errors(GOOD));
  }

  @Test
  void requestsAreNotFilledInTemplates() {
    JsonObject set =
        Given.complete(
            """
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata: {name: r}
            spec:
              template:
                spec:
                  containers: [{name: c, image: a, resources: {limits: {cpu: 1}}}]
            """);
    JsonObject container =
        set.objectAt("spec", "template", "spec").objects("containers").getFirst();
    assertFalse(container.object("resources").has("requests"));
    assertEquals("Always", container.string("imagePullPolicy"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {requests: {cpu: 1}} | Burstable
          {} | BestEffort
          {limits: {cpu: 1, memory: 1Gi}} | Guaranteed
          {limits: {cpu: 1}} | Burstable
          {requests: {cpu: 500m}, limits: {cpu: 1, memory: 1Gi}} | Burstable
          """)
  void qualityOfServiceFollowsResources(String resources, String quality) {
    JsonObject pod =
        Given.created(pod("containers: [{name: c, image: a, resources: " + resources + "}]"));
    assertEquals(quality, pod.object("status").string("qosClass"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {} | spec.containers: Required value
          {containers: [{image: a}]} | spec.containers[0].name: Required value
          {containers: [{name: a}]} | spec.containers[0].image: Required value
          {containers: [{name: a, image: x}, {name: a, image: x}]} | spec.containers[1].name: Duplicate value: "a"
          {containers: [{name: a, image: x, imagePullPolicy: Often}]} | spec.containers[0].imagePullPolicy: Unsupported value: "Often": supported values: "Always", "IfNotPresent", "Never"
          {containers: [{name: a, image: x}], restartPolicy: Maybe} | spec.restartPolicy: Unsupported value: "Maybe": supported values: "Always", "OnFailure", "Never"
          {containers: [{name: a, image: x, ports: [{containerPort: 0}]}]} | spec.containers[0].ports[0].containerPort: Required value
          {containers: [{name: a, image: x, ports: [{containerPort: 70000}]}]} | spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive
          {containers: [{name: a, image: x, volumeMounts: [{name: v, mountPath: /v}]}]} | spec.containers[0].volumeMounts[0].name: Not found: "v"
          {containers: [{name: a, image: x, resources: {requests: {cpu: 2}, limits: {cpu: 1}}}]} | spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1
          {containers: [{name: a, image: x, livenessProbe: {}}]} | spec.containers[0].livenessProbe: Required value: must specify a handler type
          {containers: [{name: a, image: x, livenessProbe: {successThreshold: 2, exec: {command: [a]}}}]} | spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1
          {containers: [{name: a, image: x, env: [{name: E, valueFrom: {}}]}]} | spec.containers[0].env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`
          {containers: [{name: a, image: x, env: [{name: E, valueFrom: {fieldRef: {fieldPath: spec.foo}}}]}]} | spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.foo": error converting fieldPath: field label not supported: spec.foo
          {containers: [{name: a, image: x}], volumes: [{name: v, hostPath: {path: ../x}}]} | spec.volumes[0].hostPath.path: Invalid value: "../x": must not contain '..'
          {containers: [{name: a, image: x}], volumes: [{name: v, emptyDir: {}, secret: {secretName: s}}]} | spec.volumes[0].secret: Forbidden: may not specify more than 1 volume type
          {containers: [{name: a, image: x}], tolerations: [{operator: Equal}]} | spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"
          {containers: [{name: a, image: x}], activeDeadlineSeconds: 0} | spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive
          {containers: [{name: a, image: x}], initContainers: [{name: i, image: x, livenessProbe: {exec: {command: [a]}}}]} | spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always
          {containers: [{name: a, image: " x"}]} | spec.containers[0].image: Invalid value: " x": must not have leading or trailing whitespace
          {containers: [{name: a, image: x, terminationMessagePolicy: Never}]} | spec.containers[0].terminationMessagePolicy: Unsupported value: "Never": supported values: "File", "FallbackToLogsOnError"
          {hostNetwork: true, containers: [{name: a, image: x, ports: [{containerPort: 80, hostPort: 81}]}]} | spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true
          {containers: [{name: a, image: x, lifecycle: {preStop: {sleep: {seconds: 31}}}}]} | spec.containers[0].lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)
          {containers: [{name: a, image: x, volumeMounts: [{name: v, mountPath: /v, subPath: ../w}]}], volumes: [{name: v, emptyDir: {}}]} | spec.containers[0].volumeMounts.subPath: Invalid value: "../w": must not contain '..'
          {containers: [{name: a, image: x, volumeMounts: [{name: v, mountPath: /v, mountPropagation: Bidirectional}]}], volumes: [{name: v, emptyDir: {}}]} | spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers
          {containers: [{name: a, image: x}], hostAliases: [{ip: 10.0.0.1, hostnames: [a, B_]}]} | spec.hostAliases[0].hostnames[1]: Invalid value: "B_": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
          {containers: [{name: a, image: x}], hostUsers: false, hostPID: true} | spec.HostPID: Forbidden: when `pod.Spec.HostUsers` is false
          {containers: [{name: a, image: x}], schedulingGates: [{name: a/b}, {name: a/b}]} | spec.schedulingGates[1]: Duplicate value: "a/b"
          {containers: [{name: a, image: x}], preemptionPolicy: Sometimes} | spec.preemptionPolicy: Unsupported value: "Sometimes": supported values: "PreemptLowerPriority", "Never"
          {containers: [{name: a, image: x}], dnsPolicy: None, dnsConfig: {searches: [a]}} | spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None
          {containers: [{name: a, image: x}], dnsConfig: {options: [{value: a}]}} | spec.dnsConfig.options[0]: Required value: must not be empty
          {containers: [{name: a, image: x}], securityContext: {sysctls: [{name: kernel.shmmax, value: "1"}, {name: foo-, value: b}]}} | spec.securityContext.sysctls[1].name: Invalid value: "foo-": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$
          {containers: [{name: a, image: x}], securityContext: {sysctls: [{name: a/b, value: "1"}, {name: a/b, value: b}]}} | spec.securityContext.sysctls[1].name: Duplicate value: "a/b"
          {containers: [{name: a, image: x}], dnsPolicy: None} | spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None
          """)
  void badPodsAreRefusedInUpstreamsWords(String spec, String error) {
    assertEquals(List.of(error), Given.errors(HEAD.strip() + " " + spec + "\n"));
  }

  @Test
  void whatWaitsForAPodIsGoodInATemplate() {
    assertEquals(
        List.of(),
        Given.errors(
            """
            apiVersion: v1
            kind: PodTemplate
            metadata: {name: p}
            template:
              metadata: {labels: {a: b}}
              spec:
                hostNetwork: true
                imagePullSecrets: [{}]
                containers: [{name: a, image: " ", ports: [{containerPort: 80}]}]
            """));
  }

  @Test
  void aBadNameIsRefused() {
    assertTrue(
        Given.errors(GOOD.replace("name: p", "name: P_"))
            .getFirst()
            .startsWith("metadata.name: Invalid value: \"P_\": a lowercase RFC 1123 subdomain"));
  }

  @Test
  void onlyTheImageTheDeadlineAndTolerationsChange() {
    JsonObject old = Given.created(GOOD);
    JsonObject container = old.object("spec").objects("containers").getFirst();
    JsonObject image =
        old.withAt(JsonArray.of(container.with("image", "nginx:2")), "spec", "containers");
    assertEquals(List.of(), Given.errors(old, image));
    JsonObject command =
        old.withAt(
            JsonArray.of(container.with("command", JsonArray.ofStrings("x"))),
            "spec",
            "containers");
    String error = Given.errors(old, command).getFirst();
    assertTrue(
        error.startsWith(
            "spec: Forbidden: pod updates may not change fields other than"
                + " `spec.containers[*].image`"),
        error);
    JsonObject more =
        old.withAt(JsonArray.of(container, container.with("name", "d")), "spec", "containers");
    assertEquals(
        List.of("spec.containers: Forbidden: pod updates may not add or remove containers"),
        Given.errors(old, more));
    JsonObject toleration =
        old.withAt(JsonArray.of(Given.json("{'operator':'Exists'}")), "spec", "tolerations");
    assertEquals(List.of(), Given.errors(old, toleration));
    assertEquals(
        List.of(
            "spec.tolerations: Forbidden: existing toleration can not be modified except its"
                + " tolerationSeconds"),
        Given.errors(toleration, old));
  }

  @Test
  void anUpdateOfSpecRaisesTheGenerationAndKeepsStatus() {
    JsonObject old = Given.created(GOOD);
    JsonObject next = old.withAt(Json.of(9), "spec", "activeDeadlineSeconds").without("status");
    JsonObject prepared = Given.strategy(old).prepareForUpdate(next, old);
    assertEquals(2, prepared.object("metadata").integer("generation", 0));
    assertEquals(old.get("status"), prepared.get("status"));
  }

  @Test
  void aStatusUpdateChangesNothingElse() {
    JsonObject old = Given.created(GOOD);
    JsonObject next =
        old.withAt(Json.of("Running"), "status", "phase").withAt(Json.of("n"), "spec", "nodeName");
    JsonObject prepared = Given.strategy(old).prepareForStatusUpdate(next, old);
    assertEquals("Running", prepared.object("status").string("phase"));
    assertEquals(old.get("spec"), prepared.get("spec"));
  }

  @Test
  void aPodOnANodeGetsItsGracePeriodAndAnotherNone() {
    JsonObject pod = Given.created(GOOD);
    Strategy strategy = Given.strategy(pod);
    assertEquals(0, strategy.deletionGracePeriod(pod, 60L));
    JsonObject bound = pod.withAt(Json.of("n"), "spec", "nodeName");
    assertEquals(30, strategy.deletionGracePeriod(bound, null));
    assertEquals(60, strategy.deletionGracePeriod(bound, 60L));
    assertEquals(0, strategy.deletionGracePeriod(bound, 0L));
    assertEquals(
        0, strategy.deletionGracePeriod(bound.withAt(Json.of("Failed"), "status", "phase"), null));
  }

  @Test
  void podsAreSelectableByUpstreamsFields() {
    JsonObject pod = Given.created(GOOD).withAt(Json.of("n"), "spec", "nodeName");
    Strategy strategy = Given.strategy(pod);
    assertEquals("n", strategy.selectableField(pod, "spec.nodeName"));
    assertEquals("Pending", strategy.selectableField(pod, "status.phase"));
    assertEquals("false", strategy.selectableField(pod, "spec.hostNetwork"));
    assertEquals("p", strategy.selectableField(pod, "metadata.name"));
    assertNull(strategy.selectableField(pod, "spec.containers"));
  }
}
