package io.coxswain.api.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColumnsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  private static String row(String yaml) {
    JsonObject object = Given.yaml(yaml);
    List<Json> cells = Given.strategy(object).columns().cells().apply(object, NOW);
    return cells.stream()
        .map(
            c ->
                switch (c) {
                  case JsonString s -> s.value();
                  case JsonNumber n -> n.toString();
                  default -> c.text();
                })
        .collect(Collectors.joining(" | "));
  }

  private static String pod(String rest) {
    return """
        apiVersion: v1
        kind: Pod
        metadata: {name: p, creationTimestamp: "2026-01-01T00:00:00Z"}
        """
        + rest;
  }

  @ParameterizedTest
  @CsvSource({
    "0,0s",
    "119,119s",
    "120,2m",
    "200,3m20s",
    "600,10m",
    "10799,179m",
    "10800,3h",
    "11100,3h5m",
    "36000,10h",
    "172800,2d",
    "180000,2d2h",
    "864000,10d",
    "63072000,2y",
    "-1,0s",
    "-5,<invalid>"
  })
  void agesAreRounded(long seconds, String text) {
    assertEquals(text, HumanDuration.of(Duration.ofSeconds(seconds)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {phase: Running, containerStatuses: [{ready: true, restartCount: 0, state: {running: {}}}]} | 1/1 # Running # 0
          {phase: Pending} | 0/1 # Pending # 0
          {phase: Running, containerStatuses: [{ready: false, restartCount: 4, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {finishedAt: "2026-01-01T00:55:00Z"}}}]} | 0/1 # CrashLoopBackOff # 4 (5m ago)
          {phase: Succeeded, containerStatuses: [{restartCount: 0, state: {terminated: {reason: Completed}}}]} | 0/1 # Completed # 0
          {phase: Failed, containerStatuses: [{restartCount: 0, state: {terminated: {exitCode: 3}}}]} | 0/1 # ExitCode:3 # 0
          {phase: Failed, containerStatuses: [{restartCount: 0, state: {terminated: {signal: 9}}}]} | 0/1 # Signal:9 # 0
          {phase: Pending, initContainerStatuses: [{name: i, restartCount: 1, state: {running: {}}}]} | 0/1 # Init:0/1 # 1
          {phase: Pending, initContainerStatuses: [{name: i, restartCount: 1, state: {waiting: {reason: ImagePullBackOff}}}]} | 0/1 # Init:ImagePullBackOff # 1
          {phase: Failed, reason: Evicted} | 0/1 # Evicted # 0
          {phase: Pending, conditions: [{type: PodScheduled, status: "False", reason: SchedulingGated}]} | 0/1 # SchedulingGated # 0
          """)
  void aPodsStatusSaysWhatIsWrong(String status, String cells) {
    String row =
        row(pod("spec: {containers: [{name: c}], initContainers: [{name: i}]}\nstatus: " + status));
    assertEquals(
        "p | " + cells.replace(" # ", " | ") + " | 60m | <none> | <none> | <none> | <none>", row);
  }

  @Test
  void aPodBeingDeletedIsTerminatingUnlessItHasEnded() {
    String deleting =
        pod("spec: {containers: [{name: c}]}\nstatus: {phase: Running}\n")
            .replace("name: p,", "name: p, deletionTimestamp: '2026-01-01T00:59:00Z',");
    assertEquals(
        "p | 0/1 | Terminating | 0 | 60m | <none> | <none> | <none> | <none>", row(deleting));
    assertEquals(
        "p | 0/1 | Succeeded | 0 | 60m | <none> | <none> | <none> | <none>",
        row(deleting.replace("phase: Running", "phase: Succeeded")));
  }

  @Test
  void sidecarsCountAsContainers() {
    assertEquals(
        "p | 2/2 | Running | 1 | 60m | 10.244.0.5 | n1 | <none> | 1/1",
        row(
            pod(
                """
                spec:
                  nodeName: n1
                  readinessGates: [{conditionType: a/b}]
                  containers: [{name: c}]
                  initContainers: [{name: s, restartPolicy: Always}]
                status:
                  phase: Running
                  podIPs: [{ip: 10.244.0.5}]
                  conditions: [{type: a/b, status: "True"}]
                  initContainerStatuses:
                  - {name: s, started: true, ready: true, restartCount: 1, state: {running: {}}}
                  containerStatuses: [{ready: true, restartCount: 0, state: {running: {}}}]
                """)));
  }

  @Test
  void workloadsShowTheirProgress() {
    String template =
        "selector: {matchLabels: {b: '2', a: '1'}}, template: {spec: {containers: [{name: c,"
            + " image: i}, {name: d, image: j}]}}";
    String head = "metadata: {name: w, creationTimestamp: '2026-01-01T00:58:30Z'}\n";
    assertEquals(
        "w | 1/3 | 2 | 1 | 90s | c,d | i,j | a=1,b=2",
        row(
            "apiVersion: apps/v1\nkind: Deployment\n"
                + head
                + "spec: {replicas: 3, "
                + template
                + "}\nstatus: {readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1}"));
    assertEquals(
        "w | 3 | 2 | 1 | 90s | c,d | i,j | a=1,b=2",
        row(
            "apiVersion: apps/v1\nkind: ReplicaSet\n"
                + head
                + "spec: {replicas: 3, "
                + template
                + "}\nstatus: {replicas: 2, readyReplicas: 1}"));
    assertEquals(
        "w | Complete | 1/1 | 30s | 90s |  |  | <none>",
        row(
            "apiVersion: batch/v1\nkind: Job\n"
                + head
                + "spec: {completions: 1}\nstatus: {succeeded: 1, startTime:"
                + " '2026-01-01T00:00:00Z', completionTime: '2026-01-01T00:00:30Z', conditions:"
                + " [{type: Complete, status: 'True'}]}"));
  }

  @Test
  void servicesShowAddressesAndPorts() {
    String head =
        "apiVersion: v1\nkind: Service\n"
            + "metadata: {name: s, creationTimestamp: '2026-01-01T00:58:30Z'}\n";
    assertEquals(
        "s | NodePort | 10.96.0.7 | <none> | 80:30080/TCP,53/UDP | 90s | a=b",
        row(
            head
                + "spec: {type: NodePort, clusterIP: 10.96.0.7, clusterIPs: [10.96.0.7], selector:"
                + " {a: b}, ports: [{port: 80, nodePort: 30080, protocol: TCP}, {port: 53,"
                + " protocol: UDP}]}"));
    assertEquals(
        "s | LoadBalancer | 10.96.0.7 | <pending> | <none> | 90s | <none>",
        row(head + "spec: {type: LoadBalancer, clusterIP: 10.96.0.7}"));
    assertEquals(
        "s | ExternalName | <none> | a.example | <none> | 90s | <none>",
        row(head + "spec: {type: ExternalName, externalName: a.example}"));
  }

  @Test
  void nodesShowRolesAndReadiness() {
    assertEquals(
        "n1 | Ready,SchedulingDisabled | control-plane,edge | 90s | v1.36.0 | 10.0.0.1 | <none> |"
            + " Debian | 6.1 | podman://5.4",
        row(
            """
            apiVersion: v1
            kind: Node
            metadata:
              name: n1
              creationTimestamp: "2026-01-01T00:58:30Z"
              labels: {node-role.kubernetes.io/edge: "", node-role.kubernetes.io/control-plane: ""}
            spec: {unschedulable: true}
            status:
              conditions: [{type: Ready, status: "True"}]
              addresses: [{type: InternalIP, address: 10.0.0.1}]
              nodeInfo: {kubeletVersion: v1.36.0, osImage: Debian, kernelVersion: "6.1", containerRuntimeVersion: "podman://5.4"}
            """));
  }

  @Test
  void eventsShowTheirLastTimeAndObject() {
    assertEquals(
        "5m | Warning | BackOff | pod/p | spec.containers{c} | kubelet, n1 | again | 60m | 7 | e",
        row(
            """
            apiVersion: v1
            kind: Event
            metadata: {name: e}
            involvedObject: {kind: Pod, name: p, fieldPath: "spec.containers{c}"}
            type: Warning
            reason: BackOff
            message: "again\\n"
            count: 7
            firstTimestamp: "2026-01-01T00:00:00Z"
            lastTimestamp: "2026-01-01T00:55:00Z"
            source: {component: kubelet, host: n1}
            """));
  }

  @Test
  void longListsAreCut() {
    assertEquals(
        "e | 1.1.1.1:80,1.1.1.2:80,1.1.1.3:80 + 2 more... | 60m",
        row(
            """
            apiVersion: v1
            kind: Endpoints
            metadata: {name: e, creationTimestamp: "2026-01-01T00:00:00Z"}
            subsets:
            - addresses: [{ip: 1.1.1.1}, {ip: 1.1.1.2}, {ip: 1.1.1.3}, {ip: 1.1.1.4}, {ip: 1.1.1.5}]
              ports: [{port: 80}]
            """));
    assertEquals(
        "e | IPv4 | 80,443 | 1.1.1.1,1.1.1.2 | 60m",
        row(
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: e, creationTimestamp: "2026-01-01T00:00:00Z"}
            addressType: IPv4
            ports: [{port: 80}, {port: 443}]
            endpoints: [{addresses: [1.1.1.1]}, {addresses: [1.1.1.2]}]
            """));
  }

  /** A head with {@code name:type:priority} for every column, as upstream defines it. */
  private static String head(String resource) {
    return Strategies.of(resource).columns().columns().stream()
        .map(
            c ->
                c.name()
                    + (c.type().equals("string") ? "" : ":" + c.type())
                    + (c.format().isEmpty() || c.name().equals("Name") ? "" : ":" + c.format())
                    + (c.priority() == 0 ? "" : "+"))
        .collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pods | Name, Ready, Status, Restarts, Age, IP+, Node+, Nominated Node+, Readiness Gates+
          podtemplates | Name, Containers, Images, Pod Labels
          replicationcontrollers | Name, Desired:integer, Current:integer, Ready:integer, Age, Containers+, Images+, Selector+
          services | Name, Type, Cluster-IP, External-IP, Port(s), Age, Selector+
          endpoints | Name, Endpoints, Age
          nodes | Name, Status, Roles, Age, Version, Internal-IP+, External-IP+, OS-Image+, Kernel-Version+, Container-Runtime+
          events | Last Seen, Type, Reason, Object, Subobject+, Source+, Message, First Seen+, Count+, Name+
          namespaces | Name, Status, Age
          secrets | Name, Type, Data, Age
          serviceaccounts | Name, Secrets, Age
          configmaps | Name, Data, Age
          limitranges | Name, Created At:date
          resourcequotas | Name, Request, Limit, Age
          componentstatuses | Name, Status, Message, Error
          persistentvolumes | Name, Capacity, Access Modes, Reclaim Policy, Status, Claim, StorageClass, VolumeAttributesClass, Reason, Age, VolumeMode+
          persistentvolumeclaims | Name, Status, Volume, Capacity, Access Modes, StorageClass, VolumeAttributesClass, Age, VolumeMode+
          deployments.apps | Name, Ready, Up-to-date, Available, Age, Containers+, Images+, Selector+
          replicasets.apps | Name, Desired:integer, Current:integer, Ready:integer, Age, Containers+, Images+, Selector+
          statefulsets.apps | Name, Ready, Age, Containers+, Images+
          daemonsets.apps | Name, Desired:integer, Current:integer, Ready:integer, Up-to-date:integer, Available:integer, Node Selector, Age, Containers+, Images+, Selector+
          controllerrevisions.apps | Name, Controller, Revision, Age
          jobs.batch | Name, Status, Completions, Duration, Age, Containers+, Images+, Selector+
          cronjobs.batch | Name, Schedule, Timezone, Suspend:boolean, Active:integer, Last Schedule, Age, Containers+, Images+, Selector+
          horizontalpodautoscalers.autoscaling | Name, Reference, Targets, MinPods, MaxPods, Replicas, Age
          ingresses.networking.k8s.io | Name, Class, Hosts, Address, Ports, Age
          ingressclasses.networking.k8s.io | Name, Controller, Parameters, Age
          networkpolicies.networking.k8s.io | Name, Pod-Selector, Age
          ipaddresses.networking.k8s.io | Name, ParentRef
          servicecidrs.networking.k8s.io | Name, CIDRs, Age
          endpointslices.discovery.k8s.io | Name, AddressType, Ports, Endpoints, Age
          poddisruptionbudgets.policy | Name, Min Available, Max Unavailable, Allowed Disruptions:integer, Age
          roles.rbac.authorization.k8s.io | Name, Created At:date
          rolebindings.rbac.authorization.k8s.io | Name, Role, Age, Users+, Groups+, ServiceAccounts+
          clusterrolebindings.rbac.authorization.k8s.io | Name, Role, Age, Users+, Groups+, ServiceAccounts+
          priorityclasses.scheduling.k8s.io | Name, Value:integer, Global-Default:boolean, Age, PreemptionPolicy
          runtimeclasses.node.k8s.io | Name, Handler, Age
          leases.coordination.k8s.io | Name, Holder, Age
          certificatesigningrequests.certificates.k8s.io | Name, Age, SignerName, Requestor, RequestedDuration, Condition
          storageclasses.storage.k8s.io | Name, Provisioner, ReclaimPolicy, VolumeBindingMode, AllowVolumeExpansion, Age
          volumeattributesclasses.storage.k8s.io | Name, DriverName, Age
          volumeattachments.storage.k8s.io | Name, Attacher:name, PV, Node, Attached:boolean, Age
          csinodes.storage.k8s.io | Name, Drivers:integer, Age
          csidrivers.storage.k8s.io | Name, AttachRequired:boolean, PodInfoOnMount:boolean, StorageCapacity:boolean, TokenRequests, RequiresRepublish:boolean, Modes, Age
          csistoragecapacities.storage.k8s.io | Name, StorageClassName, Capacity
          mutatingwebhookconfigurations.admissionregistration.k8s.io | Name, Webhooks:integer, Age
          validatingadmissionpolicies.admissionregistration.k8s.io | Name, Validations:integer, ParamKind, Age
          validatingadmissionpolicybindings.admissionregistration.k8s.io | Name, PolicyName, ParamRef, Age
          mutatingadmissionpolicies.admissionregistration.k8s.io | Name, Mutations:integer, ParamKind, Age
          flowschemas.flowcontrol.apiserver.k8s.io | Name, PriorityLevel, MatchingPrecedence, DistinguisherMethod, Age, MissingPL
          prioritylevelconfigurations.flowcontrol.apiserver.k8s.io | Name, Type, NominalConcurrencyShares, Queues, HandSize, QueueLengthLimit, Age
          apiservices.apiregistration.k8s.io | Name, Service, Available, Age
          resourceclaims.resource.k8s.io | Name, State, Age
          resourceclaimtemplates.resource.k8s.io | Name, Age
          deviceclasses.resource.k8s.io | Name, Age
          resourceslices.resource.k8s.io | Name, Node, Driver, Pool, Age
          """)
  void columnsAreUpstreams(String resource, String columns) {
    assertEquals(columns, head(resource));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          v1 | Service | {spec: {type: LoadBalancer, clusterIPs: [10.96.0.7]}, status: {loadBalancer: {ingress: [{hostname: b.example.org}, {ip: 192.0.2.10}, {ip: 192.0.2.1}]}}} | LoadBalancer # 10.96.0.7 # 192.0.2.1,192.0.2.10,b.example.org # <none> # 60m # <none>
          networking.k8s.io/v1 | Ingress | {spec: {rules: [{host: a}, {host: b}, {host: c}, {}], tls: [{}]}} | <none> # a,b,c + 1 more... #  # 80, 443 # 60m
          networking.k8s.io/v1 | Ingress | {spec: {ingressClassName: nn, rules: [{}, {host: b}]}, status: {loadBalancer: {ingress: [{ip: 192.0.2.100}, {ip: 192.0.2.101}]}}} | nn # b # 192.0.2.100,192.0.2.101 # 80 # 60m
          networking.k8s.io/v1 | IngressClass | {spec: {controller: c, parameters: {apiGroup: g, kind: K, name: nn}}} | c # K.g/nn # 60m
          networking.k8s.io/v1 | IPAddress | {spec: {parentRef: {group: "", resource: Services, namespace: ns, name: s}}} | services/ns/s
          networking.k8s.io/v1 | IPAddress | {spec: {}} | <none>
          discovery.k8s.io/v1 | EndpointSlice | {addressType: IPv4, ports: [{name: ""}]} | IPv4 # <unset> # <unset> # 60m
          v1 | ComponentStatus | {conditions: [{type: Healthy, status: "False", message: m, error: e}]} | Unhealthy # m # e
          storage.k8s.io/v1 | CSIDriver | {spec: {podInfoOnMount: true, tokenRequests: [{audience: a}, {audience: b}], volumeLifecycleModes: [Persistent]}} | true # true # false # a,b # false # Persistent # 60m
          storage.k8s.io/v1 | VolumeAttachment | {spec: {attacher: a, nodeName: nn, source: {persistentVolumeName: v}}, status: {attached: true}} | a # v # nn # true # 60m
          storage.k8s.io/v1 | CSIStorageCapacity | {storageClassName: c, capacity: 1024Mi} | c # 1Gi
          v1 | PersistentVolumeClaim | {spec: {volumeName: v}, status: {phase: Bound, capacity: {storage: 1Gi}, accessModes: [ReadWriteMany, ReadWriteOnce]}} | Bound # v # 1Gi # RWO,RWX #  # <unset> # 60m # <unset>
          admissionregistration.k8s.io/v1 | ValidatingAdmissionPolicy | {spec: {paramKind: {apiVersion: v1, kind: ConfigMap}, validations: [{}, {}]}} | 2 # v1/ConfigMap # 60m
          admissionregistration.k8s.io/v1 | ValidatingAdmissionPolicyBinding | {spec: {policyName: p, paramRef: {name: nn}}} | p # */nn # 60m
          admissionregistration.k8s.io/v1 | ValidatingAdmissionPolicyBinding | {spec: {policyName: p}} | p # <unset> # 60m
          flowcontrol.apiserver.k8s.io/v1 | FlowSchema | {spec: {priorityLevelConfiguration: {name: l}, matchingPrecedence: 7}, status: {conditions: [{type: Dangling, status: "False"}]}} | l # 7 # <none> # 60m # False
          flowcontrol.apiserver.k8s.io/v1 | PriorityLevelConfiguration | {spec: {type: Limited, limited: {nominalConcurrencyShares: 5, limitResponse: {type: Reject}}}} | Limited # 5 # <none> # <none> # <none> # 60m
          resource.k8s.io/v1 | ResourceClaim | {status: {allocation: {devices: {}}, reservedFor: [{}]}} | allocated,reserved # 60m
          resource.k8s.io/v1 | ResourceClaim | {spec: {}} | pending # 60m
          apiregistration.k8s.io/v1 | APIService | {spec: {service: {namespace: nn, name: s}}, status: {conditions: [{type: Available, status: "False", reason: MissingEndpoints}]}} | nn/s # False (MissingEndpoints) # 60m
          certificates.k8s.io/v1 | CertificateSigningRequest | {spec: {signerName: s, username: u, expirationSeconds: 3600}, status: {certificate: eA==, conditions: [{type: Approved}, {type: Denied}]}} | 60m # s # u # 60m # Denied,Issued
          rbac.authorization.k8s.io/v1 | RoleBinding | {roleRef: {kind: Role, name: r}, subjects: [{kind: User, name: u}, {kind: ServiceAccount, namespace: nn, name: s}, {kind: User, name: v}]} | Role/r # 60m # u, v #  # nn/s
          autoscaling/v2 | HorizontalPodAutoscaler | {spec: {scaleTargetRef: {kind: D, name: d}, maxReplicas: 3, metrics: [{type: Pods, pods: {target: {averageValue: 100}}}, {type: External, external: {target: {averageValue: 5}}}, {type: Resource, resource: {name: cpu, target: {averageUtilization: 50}}}]}} | D/d # <unknown>/100, <unknown>/5 (avg) + 1 more... # <unset> # 3 # 0 # 60m
          apps/v1 | ControllerRevision | {metadata: {ownerReferences: [{controller: true, apiVersion: apps/v1, kind: DaemonSet, name: d}]}, revision: 4} | daemonset.apps/d # 4 # 60m
          """)
  void cellsAreUpstreams(String apiVersion, String kind, String rest, String cells) {
    JsonObject body = Given.yaml(rest);
    JsonObject metadata =
        body.object("metadata").with("name", "x").with("creationTimestamp", "2026-01-01T00:00:00Z");
    JsonObject object =
        body.with("apiVersion", apiVersion).with("kind", kind).with("metadata", metadata);
    String row =
        Given.strategy(object).columns().cells().apply(object, NOW).stream()
            .map(c -> c instanceof JsonString s ? s.value() : c.text())
            .collect(Collectors.joining(" # "));
    assertEquals("x # " + cells, row);
  }
}
