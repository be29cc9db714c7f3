package io.coxswain.api.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules of kinds that have few: quotas, limits, networks, storage drivers. */
final class SmallKindsTest {
  private static List<String> errors(String apiVersion, String kind, String rest) {
    return Given.errors(
        "{apiVersion: %s, kind: %s, metadata: {name: x}, %s}".formatted(apiVersion, kind, rest));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hard: {nope: 1}|spec.hard[nope]: Invalid value: "nope": must be a standard resource type or fully qualified
          hard: {storage: 1}|spec.hard[storage]: Invalid value: "storage": must be a standard resource for quota
          hard: {pods: 1500m}|spec.hard[pods]: Invalid value: "1500m": must be an integer
          hard: {cpu: -1}|spec.hard[cpu]: Invalid value: "-1": must be greater than or equal to 0
          hard: {count/deployments.apps: 5}|
          scopes: [Odd]|spec.scopes: Invalid value: ["Odd"]: unsupported scope
          hard: {cpu: 1}, scopes: [BestEffort]|spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource
          scopes: [Terminating, NotTerminating]|spec.scopes: Invalid value: ["Terminating","NotTerminating"]: conflicting scopes
          scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In}]}|spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector
          """)
  void quotas(String spec, String error) {
    assertEquals(
        error == null ? List.of() : List.of(error),
        errors("v1", "ResourceQuota", "spec: {" + spec + "}"));
  }

  @Test
  void aQuotaKeepsItsScopes() {
    JsonObject quota =
        Given.created(
            "{apiVersion: v1, kind: ResourceQuota, metadata: {name: x}, spec: {hard: {pods: 1}}}");
    JsonObject scoped =
        Given.complete(
            "{apiVersion: v1, kind: ResourceQuota, metadata: {name: x}, spec: {hard: {pods: 1},"
                + " scopes: [BestEffort]}}");
    assertEquals(
        List.of("spec.scopes: Invalid value: [\"BestEffort\"]: field is immutable"),
        Given.errors(quota, scoped));
  }

  @Test
  void limitsOfContainersFillEachOther() {
    JsonObject item =
        Given.created(
                """
                apiVersion: v1
                kind: LimitRange
                metadata: {name: x}
                spec:
                  limits:
                  - type: Container
                    max: {cpu: 2, memory: 2Gi}
                    min: {ephemeral-storage: 1Gi}
                    default: {memory: 1Gi}
                """)
            .object("spec")
            .objects("limits")
            .getFirst();
    assertEquals(Given.json("{'memory':'1Gi','cpu':'2'}"), item.object("default"));
    assertEquals(
        Given.json("{'memory':'1Gi','cpu':'2','ephemeral-storage':'1Gi'}"),
        item.object("defaultRequest"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          type: Odd|.type: Invalid value: "Odd": must be a standard limit type or fully qualified
          type: Pod, default: {cpu: 1}|.default: Forbidden: may not be specified when `type` is 'Pod'
          type: Pod, min: {cpu: 2}, max: {cpu: 1}|.min[cpu]: Invalid value: "2": min value 2 is greater than max value 1
          type: Container, max: {pods: 1}, default: {pods: 1}, defaultRequest: {pods: 1}|.max[pods]: Invalid value: "pods": must be a standard resource for containers
          type: PersistentVolumeClaim|.limits: Required value: either minimum or maximum storage value is required, but neither was provided
          type: Pod, maxLimitRequestRatio: {cpu: 500m}|.maxLimitRequestRatio[cpu]: Invalid value: "500m": ratio 500m is less than 1
          type: Pod, min: {cpu: 1}, max: {cpu: 2}, maxLimitRequestRatio: {cpu: 3}|.maxLimitRequestRatio[cpu]: Invalid value: "3": ratio 3 is greater than max/min = 2.000000
          """)
  void limits(String item, String error) {
    assertEquals(
        "spec.limits[0]" + error,
        errors("v1", "LimitRange", "spec: {limits: [{" + item + "}]}").getFirst());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ingress: [{ports: [{port: 0}]}]|spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive
          ingress: [{ports: [{endPort: 9}]}]|spec.ingress[0].ports[0].endPort: Invalid value: 9: may not be specified when `port` is not specified
          ingress: [{ports: [{port: web, endPort: 9}]}]|spec.ingress[0].ports[0].endPort: Invalid value: 9: may not be specified when `port` is non-numeric
          egress: [{ports: [{port: 10, endPort: 9}]}]|spec.egress[0].ports[0].endPort: Invalid value: 9: must be greater than or equal to `port`
          egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]|spec.egress[0].to[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`
          egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}]|
          ingress: [{from: [{}]}]|spec.ingress[0].from[0]: Required value: must specify a peer
          """)
  void networkPolicies(String spec, String error) {
    assertEquals(
        error == null ? List.of() : List.of(error),
        errors("networking.k8s.io/v1", "NetworkPolicy", "spec: {podSelector: {}, " + spec + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rules: [{host: 1.2.3.4}]|spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address
          rules: [{host: '*.example.com'}]|
          rules: [{http: {paths: [{path: /a//b, pathType: Exact, backend: {service: {name: s, port: {number: 80}}}}]}}]|spec.rules[0].http.paths[0].path: Invalid value: "/a//b": must not contain '//'
          defaultBackend: {}|spec.defaultBackend: Invalid value: "": resource or service backend is required
          defaultBackend: {service: {name: s, port: {number: 80, name: web}}}|spec.defaultBackend: Invalid value: "": cannot set both port name & port number
          defaultBackend: {resource: {name: some}}|spec.defaultBackend.resource.kind: Required value
          """)
  void ingresses(String spec, String error) {
    assertEquals(
        error == null ? List.of() : List.of(error),
        errors("networking.k8s.io/v1", "Ingress", "spec: {" + spec + "}"));
  }

  @Test
  void ingressClasses() {
    String group = "networking.k8s.io/v1";
    assertEquals(
        List.of(
            "spec.controller: Invalid value: \"plain\": must be a domain-prefixed path (such"
                + " as \"acme.io/foo\")"),
        errors(group, "IngressClass", "spec: {controller: plain}"));
    assertEquals(
        List.of("spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'"),
        errors(
            group,
            "IngressClass",
            "spec: {controller: a.io/b, parameters: {kind: K, name: some, scope: Cluster,"
                + " namespace: other}}"));
    JsonObject old =
        Given.created(
            "{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: x},"
                + " spec: {controller: a.io/b}}");
    assertEquals(
        List.of("spec.controller: Invalid value: \"a.io/c\": field is immutable"),
        Given.errors(old, Given.with(old, Json.of("a.io/c"), "spec", "controller")));
  }

  @Test
  void serviceRanges() {
    String group = "networking.k8s.io/v1";
    assertEquals(
        List.of("spec.cidrs: Required value: at least one CIDR required"),
        errors(group, "ServiceCIDR", "spec: {}"));
    assertEquals(
        List.of(
            "spec.cidrs: Invalid value: [\"10.1.0.0/16\",\"10.2.0.0/16\"]: may specify no more"
                + " than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"),
        errors(group, "ServiceCIDR", "spec: {cidrs: [10.1.0.0/16, 10.2.0.0/16]}"));
  }

  @Test
  void storageKinds() {
    String group = "storage.k8s.io/v1";
    assertEquals(List.of(), errors(group, "CSIDriver", "spec: {}"));
    assertEquals(
        List.of("spec.tokenRequests[1].audience: Duplicate value: \"\""),
        errors(group, "CSIDriver", "spec: {tokenRequests: [{}, {}]}"));
    assertEquals(
        List.of("spec.drivers[0].nodeID: Required value"),
        errors(group, "CSINode", "spec: {drivers: [{name: a.b}]}"));
    assertEquals(
        List.of(
            "spec.source: Required value: must specify exactly one of inlineVolumeSpec and"
                + " persistentVolumeName"),
        errors(group, "VolumeAttachment", "spec: {attacher: a.b, nodeName: node, source: {}}"));
    assertEquals(
        List.of("parameters: Required value: must contain at least one key/value pair"),
        errors(group, "VolumeAttributesClass", "driverName: a.b"));
    assertEquals(
        List.of("capacity: Invalid value: \"-1\": must be greater than or equal to 0"),
        errors(group, "CSIStorageCapacity", "storageClassName: a, capacity: -1"));
  }

  @Test
  void securityContexts() {
    String pod = "spec: {containers: [{name: c, image: i, securityContext: {%s}}]%s}";
    assertEquals(
        List.of(
            "spec.containers[0].securityContext.procMount: Invalid value: \"Unmasked\":"
                + " `hostUsers` must be false to use `Unmasked`"),
        errors("v1", "Pod", pod.formatted("procMount: Unmasked", "")));
    assertEquals(
        List.of(
            "spec.containers[0].securityContext.appArmorProfile.localhostProfile: Required"
                + " value: must be set when AppArmor type is Localhost"),
        errors("v1", "Pod", pod.formatted("appArmorProfile: {type: Localhost}", "")));
  }

  @Test
  void endpointSlices() {
    assertEquals(
        List.of(
            "endpoints[0].nodeName: Invalid value: \"A\": a lowercase RFC 1123 subdomain must"
                + " consist of lower case alphanumeric characters, '-' or '.', and must start and"
                + " end with an alphanumeric character (e.g. 'example.com', regex used for"
                + " validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*"
                + "[a-z0-9])?)*')",
            "endpoints[0].hints.forZones[1].name: Duplicate value: \"z\""),
        errors(
            "discovery.k8s.io/v1",
            "EndpointSlice",
            "addressType: IPv4, endpoints: [{addresses: [1.2.3.4], nodeName: A, hints: {forZones:"
                + " [{name: z}, {name: z}]}}]"));
  }
}
