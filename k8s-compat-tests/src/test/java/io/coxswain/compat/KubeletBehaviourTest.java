package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What users of kubelet rely on off the beaten track. */
class KubeletBehaviourTest {
  @RegisterExtension final Place place = new Place();

  private Pod failed(String name, String reason) {
    return Eventually.get(
        20,
        name + " is rejected",
        () -> place.pod(name),
        pod -> reason.equals(pod.getStatus().getReason()));
  }

  private Map<String, ContainerStateTerminated> ended(String name) {
    Pod pod =
        Eventually.get(
            40,
            name + " is over",
            () -> place.pod(name),
            p -> java.util.List.of("Succeeded", "Failed").contains(p.getStatus().getPhase()));
    return pod.getStatus().getContainerStatuses().stream()
        .collect(Collectors.toMap(c -> c.getName(), c -> c.getState().getTerminated()));
  }

  @Test
  void aNodeRejectsWhatItCannotTake() {
    String line = "trap exit TERM; while :; do sleep 1; done";
    String port = "    ports: [{containerPort: 80, hostPort: 31999}]\n";
    place.apply(Yaml.pod("first", Yaml.BOX, line, "nodeName: n1") + port);
    place.ready("first");
    place.apply(
        Yaml.pod("second", Yaml.BOX, line, "nodeName: n1")
            + port
            + "---\n"
            + Yaml.pod("greedy", Yaml.BOX, line, "nodeName: n1")
            + "    resources: {requests: {cpu: 999}}\n"
            + "---\n"
            + Yaml.pod("elsewhere", Yaml.BOX, line, "nodeName: n1\nnodeSelector: {is: elsewhere}")
            + "---\n"
            + Yaml.pod(
                "unsafe",
                Yaml.BOX,
                line,
                "securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}]}"));
    assertEquals(
        "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the"
            + " requested pod ports",
        failed("second", "NodePorts").getStatus().getMessage());
    assertTrue(
        failed("greedy", "OutOfcpu")
            .getStatus()
            .getMessage()
            .startsWith(
                "Pod was rejected: Node didn't have enough resource: cpu, requested: 999000"));
    assertEquals("Failed", failed("elsewhere", "NodeAffinity").getStatus().getPhase());
    assertEquals(
        "Pod was rejected: forbidden sysctl: \"kernel.msgmax\" not allowlisted",
        failed("unsafe", "SysctlForbidden").getStatus().getMessage());
    place.event(10, "unsafe", "SysctlForbidden");
    place.kubectl("delete pod second greedy elsewhere unsafe --timeout=20s");
    place.kubectl("delete pod first --timeout=20s");
  }

  @Test
  void lastWordsComeFromTheFileOrFromTheLog() {
    place.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: words}
        spec:
          restartPolicy: Never
          containers:
          - {name: log, image: IMAGE, command: [sh, -c, 'printf DONE; exit 1'], terminationMessagePolicy: FallbackToLogsOnError}
          - {name: good, image: IMAGE, command: [sh, -c, 'printf DONE'], terminationMessagePolicy: FallbackToLogsOnError}
          - {name: file, image: IMAGE, command: [sh, -c, 'printf OK > /dev/termination-log'], terminationMessagePolicy: FallbackToLogsOnError}
          - {name: own, image: IMAGE, command: [sh, -c, 'printf MINE > /dev/my-log'], terminationMessagePath: /dev/my-log, securityContext: {runAsUser: 1000}}
        """
            .replace("IMAGE", Yaml.BOX));
    Map<String, ContainerStateTerminated> ends = ended("words");
    assertEquals("DONE", ends.get("log").getMessage());
    assertEquals(null, ends.get("good").getMessage());
    assertEquals("OK", ends.get("file").getMessage());
    assertEquals("MINE", ends.get("own").getMessage());
  }

  @Test
  void aSubPathWaitsForTheValuesOfItsVariables() {
    place.apply(
        Yaml.pod(
                "sub",
                Yaml.BOX,
                "ls /all/*; trap exit TERM; while :; do sleep 1; done",
                "volumes: [{name: all, emptyDir: {medium: Memory, sizeLimit: 1Mi}}]")
            + """
                  env: [{name: PART, valueFrom: {fieldRef: {fieldPath: "metadata.annotations['part']"}}}]
                  volumeMounts:
                  - {name: all, mountPath: /all}
                  - {name: all, mountPath: /part, subPathExpr: $(PART)/x}
              """);
    Eventually.equal(
        20,
        "CreateContainerConfigError missing value for PART",
        () -> {
          var waiting =
              place
                  .pod("sub")
                  .getStatus()
                  .getContainerStatuses()
                  .getFirst()
                  .getState()
                  .getWaiting();
          return waiting.getReason() + " " + waiting.getMessage();
        });
    place.kubectl("annotate pod sub part=here");
    place.ready("sub");
    assertEquals("/all/here", place.in("sub", "ls -d /all/*"));
    assertTrue(
        place
            .in("sub", "dd if=/dev/zero of=/part/big bs=1M count=2 2>&1 || true")
            .contains("space"));
  }

  @Test
  void anyAnswerToAHookIsGoodAndHooksMaySleep() {
    place.apply(
        Yaml.pod("hooked", Yaml.WEB, "exec nginx -g \"daemon off;\"", "")
            + """
                  lifecycle:
                    postStart: {exec: {command: [sleep, "1"]}}
                    preStop: {httpGet: {path: /no-such-page, port: 80}}
                  readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1}
              """);
    place.ready("hooked");
    place.kubectl("delete pod hooked --timeout=20s");
    assertTrue(!place.events("hooked").containsKey("FailedPreStopHook"), "the hook went well");
  }
}
