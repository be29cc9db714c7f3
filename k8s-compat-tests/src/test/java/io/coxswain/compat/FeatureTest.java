package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a container finds around itself. */
class FeatureTest {
  @RegisterExtension final Place place = new Place();

  @Test
  void aContainersEnvironmentComesFromEverywhere() {
    place.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {color: red, size: large}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: keys}
        stringData: {password: geheim}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: env, labels: {tier: back}, annotations: {note: "a b"}}
        spec:
          restartPolicy: Never
          containers:
          - name: main
            image: docker.io/library/busybox:1.36
            command: ["sh", "-c"]
            args: ['echo "$(PLAIN)|$COLOR|$PASSWORD|$NAME|$IP|$TIER|$NODE|$ACCOUNT|$CPU|$ALL_size|$NESTED|$ABSENT|$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT"']
            resources: {limits: {cpu: 500m, memory: 64Mi}}
            envFrom: [{prefix: ALL_, configMapRef: {name: settings}}]
            env:
            - {name: PLAIN, value: plain}
            - {name: NESTED, value: "$(PLAIN)-$$(PLAIN)-$(NOBODY)"}
            - {name: COLOR, valueFrom: {configMapKeyRef: {name: settings, key: color}}}
            - {name: ABSENT, valueFrom: {configMapKeyRef: {name: settings, key: none, optional: true}}}
            - {name: PASSWORD, valueFrom: {secretKeyRef: {name: keys, key: password}}}
            - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
            - {name: TIER, valueFrom: {fieldRef: {fieldPath: "metadata.labels['tier']"}}}
            - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
            - {name: ACCOUNT, valueFrom: {fieldRef: {fieldPath: spec.serviceAccountName}}}
            - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}}
        """);
    Eventually.equal(60, "Succeeded", () -> place.pod("env").getStatus().getPhase());
    String ip = place.pod("env").getStatus().getPodIP();
    String node = place.pod("env").getSpec().getNodeName();
    assertEquals(
        "plain|red|geheim|env|"
            + ip
            + "|back|"
            + node
            + "|default|500|large|plain-$(PLAIN)-$(NOBODY)||10.96.0.1:443",
        place.kubectl("logs env"));
  }

  @Test
  void volumesOfEveryKindAreMountedAndFollowTheirSource() {
    place.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: files}
        data: {one: "1", two: "2"}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: keys}
        stringData: {password: geheim}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: vol, labels: {tier: back}}
        spec:
          terminationGracePeriodSeconds: 0
          securityContext: {fsGroup: 2000}
          volumes:
          - {name: empty, emptyDir: {}}
          - {name: memory, emptyDir: {medium: Memory, sizeLimit: 1Mi}}
          - {name: files, configMap: {name: files}}
          - {name: some, configMap: {name: files, items: [{key: two, path: deep/zwei}]}}
          - {name: keys, secret: {secretName: keys, defaultMode: 0400}}
          - {name: maybe, configMap: {name: nothing, optional: true}}
          - {name: host, hostPath: {path: /run/compat-VOL, type: DirectoryOrCreate}}
          - name: all
            projected:
              sources:
              - configMap: {name: files}
              - secret: {name: keys, items: [{key: password, path: pw}]}
              - downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
              - serviceAccountToken: {path: token, audience: somebody, expirationSeconds: 600}
          containers:
          - name: main
            image: docker.io/library/busybox:1.36
            command: ["sh", "-c", "trap exit TERM; while :; do sleep 1; done"]
            volumeMounts: &mounts
            - {name: empty, mountPath: /empty}
            - {name: memory, mountPath: /memory}
            - {name: files, mountPath: /files}
            - {name: some, mountPath: /some, readOnly: true}
            - {name: keys, mountPath: /keys}
            - {name: maybe, mountPath: /maybe}
            - {name: host, mountPath: /host}
            - {name: all, mountPath: /all}
            - {name: files, mountPath: /etc/one.conf, subPath: one}
          - name: other
            image: docker.io/library/busybox:1.36
            command: ["sh", "-c", "trap exit TERM; while :; do sleep 1; done"]
            volumeMounts: [{name: empty, mountPath: /shared}]
        """
            .replace("VOL", place.namespace()));
    place.ready("vol");
    place.kubectl("exec vol -c main -- sh -c 'echo hello > /empty/a'");
    assertEquals("hello", place.kubectl("exec vol -c other -- cat /shared/a"));
    assertEquals(
        "1|2|geheim|1|geheim|1|1",
        place.in(
            "vol",
            "echo \"$(cat /files/one)|$(cat /some/deep/zwei)|$(cat /keys/password)|$(cat /all/one)|$(cat /all/pw)|$(cat /etc/one.conf)|$(ls / | grep -c maybe)\""));
    assertEquals("tier=\"back\"", place.in("vol", "cat /all/labels"));
    assertEquals(3, place.in("vol", "cat /all/token").split("\\.").length);
    assertTrue(
        place.in("vol", "mount").contains("/memory type tmpfs")
            || place.in("vol", "grep /memory /proc/mounts").contains("tmpfs"));
    place.in("vol", "echo here > /host/file");
    String node = place.pod("vol").getSpec().getNodeName().substring(1);
    assertEquals(
        "here",
        Lab.on(Integer.parseInt(node), "cat /run/compat-" + place.namespace() + "/file").orFail());
    assertTrue(place.run("exec vol -- sh -c 'echo no > /some/file'").code() != 0, "read-only");

    place.kubectl("patch configmap files --type=merge -p '{\"data\":{\"one\":\"eins\"}}'");
    Eventually.equal(90, "eins", () -> place.in("vol", "cat /files/one"));
    Eventually.equal(90, "eins", () -> place.in("vol", "cat /all/one"));
    assertEquals("1", place.in("vol", "cat /etc/one.conf"), "a subPath does not follow");
  }

  @Test
  void initContainersRunInOrderAndSidecarsStay() {
    place.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: first}
        spec:
          restartPolicy: Never
          volumes: [{name: work, emptyDir: {}}]
          initContainers:
          - {name: one, image: "docker.io/library/busybox:1.36", command: ["sh", "-c", "echo one >> /work/log"], volumeMounts: [{name: work, mountPath: /work}]}
          - {name: two, image: "docker.io/library/busybox:1.36", command: ["sh", "-c", "sleep 1; echo two >> /work/log"], volumeMounts: [{name: work, mountPath: /work}]}
          containers:
          - {name: main, image: "docker.io/library/busybox:1.36", command: ["sh", "-c", "tr '\\\\n' ' ' < /work/log"], volumeMounts: [{name: work, mountPath: /work}]}
        """);
    Eventually.equal(60, "Succeeded", () -> place.pod("first").getStatus().getPhase());
    assertEquals("one two", place.kubectl("logs first"));
    assertEquals(
        "Completed",
        place
            .pod("first")
            .getStatus()
            .getInitContainerStatuses()
            .get(1)
            .getState()
            .getTerminated()
            .getReason());
  }

  @Test
  void aFailingInitContainerEndsAPodThatNeverRestarts() {
    place.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: stuck}
        spec:
          restartPolicy: Never
          initContainers: [{name: bad, image: "docker.io/library/busybox:1.36", command: ["false"]}]
          containers: [{name: main, image: "docker.io/library/busybox:1.36"}]
        """);
    Eventually.equal(60, "Failed", () -> place.pod("stuck").getStatus().getPhase());
    assertTrue(place.kubectl("get pod stuck").contains("Init:Error"));
  }

  @Test
  void graceAndHooksAreHonoured() {
    place.apply(
        Yaml.pod(
                    "polite",
                    Yaml.BOX,
                    "trap \"echo got-term > /host/term; exit 0\" TERM; while :; do sleep 0.2; done",
                    "nodeName: n1")
                .replace(
                    "terminationGracePeriodSeconds: 1",
                    "terminationGracePeriodSeconds: 20\n  volumes: [{name: host, hostPath: {path: /run/hooks-"
                        + place.namespace()
                        + ", type: DirectoryOrCreate}}]")
            + """
                  volumeMounts: [{name: host, mountPath: /host}]
                  lifecycle:
                    postStart: {exec: {command: [touch, /host/post]}}
                    preStop: {exec: {command: [touch, /host/pre]}}
              """);
    place.ready("polite");
    Lab.on(1, "cd /run/hooks-" + place.namespace() + "; test -e post && ! test -e pre").orFail();
    long begin = System.nanoTime();
    place.kubectl("delete pod polite");
    assertTrue(
        System.nanoTime() - begin < 15_000_000_000L, "it did not wait for the whole grace period");
    assertEquals(
        "got-term",
        Lab.on(1, "cd /run/hooks-" + place.namespace() + "; test -e pre && cat term").orFail());
  }

  @Test
  void aContainersUserCapabilitiesAndRootAreAsAskedFor() {
    place.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: bound}
        spec:
          restartPolicy: Never
          hostname: other
          securityContext: {runAsUser: 1000, runAsGroup: 3000}
          containers:
          - name: main
            image: docker.io/library/busybox:1.36
            workingDir: /tmp
            securityContext: {readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}, allowPrivilegeEscalation: false}
            command: ["sh", "-c", "echo $(id -u) $(id -g) $(pwd) $(hostname) $(grep CapEff /proc/self/status | cut -f2) $(touch /x 2>/dev/null || echo readonly)"]
        """);
    Eventually.equal(60, "Succeeded", () -> place.pod("bound").getStatus().getPhase());
    assertEquals("1000 3000 /tmp other 0000000000000000 readonly", place.kubectl("logs bound"));
  }

  @Test
  void aContainerOverItsMemoryIsKilledForIt() {
    place.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: greedy}
        spec:
          restartPolicy: Never
          containers:
          - name: main
            image: docker.io/library/busybox:1.36
            resources: {limits: {memory: 16Mi}}
            command: ["sh", "-c", "x=0123456789abcdef; while :; do x=$x$x; done"]
        """);
    Eventually.equal(60, "Failed", () -> place.pod("greedy").getStatus().getPhase());
    var state =
        place
            .pod("greedy")
            .getStatus()
            .getContainerStatuses()
            .getFirst()
            .getState()
            .getTerminated();
    assertEquals("OOMKilled", state.getReason());
    assertEquals(137, state.getExitCode());
  }
}
