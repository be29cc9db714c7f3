package io.coxswain.api.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VolumeRulesTest {
  private static List<String> volume(String source) {
    return Given.errors(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers: [{name: c, image: i}]
          volumes: [{name: v, %s}]
        """
            .formatted(source));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          emptyDir: {sizeLimit: -1}|emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity
          hostPath: {path: /a/../b}|hostPath.path: Invalid value: "/a/../b": must not contain '..'
          hostPath: {path: /a}, emptyDir: {}|hostPath: Forbidden: may not specify more than 1 volume type
          gcePersistentDisk: {pdName: d, partition: 256}|persistentDisk.partition: Invalid value: 256: must be between 1 and 255, inclusive
          nfs: {server: s, path: a}|nfs.path: Invalid value: "a": must be an absolute path
          iscsi: {targetPortal: t, iqn: abc, lun: 0}|iscsi.iqn: Invalid value: "abc": must be valid format starting with iqn, eui, or naa
          fc: {}|fc.targetWWNs: Required value: must specify either targetWWNs or wwids, but not both
          flocker: {}|flocker: Required value: one of datasetName and datasetUUID is required
          rbd: {image: i}|rbd.monitors: Required value
          csi: {driver: a_b}|csi.driver: Invalid value: "a_b": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
          flexVolume: {driver: d, options: {x.k8s.io/a: b}}|flexVolume.options[x.k8s.io/a]: Invalid value: "x.k8s.io/a": kubernetes.io and k8s.io namespaces are reserved
          downwardAPI: {items: [{path: a}]}|downwardAPI: Required value: one of fieldRef and resourceFieldRef is required
          downwardAPI: {items: [{path: ../a, fieldRef: {fieldPath: metadata.name}}]}|downwardAPI.path: Invalid value: "../a": must not contain '..'
          downwardAPI: {items: [{path: a, resourceFieldRef: {resource: limits.cpu}}]}|downwardAPI.resourceFieldRef.containerName: Required value
          projected: {sources: [{secret: {name: a}, configMap: {name: b}}]}|projected.sources[0]: Forbidden: may not specify more than 1 volume type per source
          projected: {sources: [{secret: {name: a, items: [{key: k, path: f}]}}, {configMap: {name: b, items: [{key: k, path: f}]}}]}|projected: Invalid value: "b": conflicting duplicate paths
          projected: {sources: [{serviceAccountToken: {path: t, expirationSeconds: 5}}]}|projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes
          projected: {sources: [{clusterTrustBundle: {path: t}}]}|projected.sources[0].clusterTrustBundle: Required value: either name or signerName must be specified
          ephemeral: {}|ephemeral.volumeClaimTemplate: Required value
          image: {reference: i, pullPolicy: Maybe}|image.pullPolicy: Unsupported value: "Maybe": supported values: "Always", "IfNotPresent", "Never"
          """)
  void aSourceMustBeWhole(String source, String error) {
    assertEquals(List.of("spec.volumes[0]." + error.strip()), volume(source));
  }

  @Test
  void anEmptyProjectionIsNoError() {
    assertEquals(List.of(), volume("projected: {sources: [{}]}"));
    assertEquals(List.of(), volume("hostPath: {path: /a, type: ''}"));
  }

  private static List<String> persistent(String rest) {
    return Given.errors(
        "{apiVersion: v1, kind: PersistentVolume, metadata: {name: v}, spec: {" + rest + "}}");
  }

  @Test
  void aPersistentVolumeHasOneSourceACapacityAndModes() {
    assertEquals(
        List.of(
            "spec.accessModes: Required value",
            "spec.capacity: Required value",
            "spec.capacity: Unsupported value: {}: supported values: \"storage\"",
            "spec: Required value: must specify a volume type"),
        persistent("storageClassName: x"));
    String whole = "accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, ";
    assertEquals(
        List.of("spec.nodeAffinity: Required value: Local volume requires node affinity"),
        persistent(whole + "local: {path: /x}"));
    assertEquals(
        List.of(
            "spec.csi.volumeHandle: Required value",
            "spec.csi.nodePublishSecretRef.namespace: Required value"),
        persistent(whole + "csi: {driver: d, nodePublishSecretRef: {name: s}}"));
    assertEquals(
        List.of(
            "spec.csi: Required value: has to be specified when using"
                + " volumeAttributesClassName"),
        persistent(whole + "hostPath: {path: /x}, volumeAttributesClassName: gold"));
    assertEquals(List.of(), persistent(whole + "hostPath: {path: /x}"));
  }

  private static JsonObject claim(String rest) {
    return Given.created(
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: c}
        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}%s}
        """
            .formatted(rest));
  }

  @Test
  void aClaimsSourcesMustFit() {
    assertEquals(
        List.of(
            "spec.dataSource: Invalid value: \"X\": must be 'PersistentVolumeClaim' when"
                + " referencing the default apiGroup"),
        Strategies.of("persistentvolumeclaims")
            .validate(claim(", dataSource: {kind: X, name: some}"))
            .stream()
            .map(Object::toString)
            .toList());
  }

  @Test
  void aClaimGrowsOnlyWhereItIsBound() {
    JsonObject claim = claim("");
    JsonObject grown =
        Given.with(claim, Json.of("3Gi"), "spec", "resources", "requests", "storage");
    String fixed =
        "spec: Forbidden: spec is immutable after creation except resources.requests and"
            + " volumeAttributesClassName for bound claims";
    assertEquals(List.of(fixed), Given.errors(claim, grown));
    JsonObject bound = Given.with(claim, Json.of("Bound"), "status", "phase");
    bound = Given.with(bound, Json.of("2Gi"), "status", "capacity", "storage");
    assertEquals(List.of(), Given.errors(bound, grown));
    assertEquals(
        List.of(
            "spec.resources.requests.storage: Forbidden: field can not be less than"
                + " status.capacity"),
        Given.errors(
            bound, Given.with(bound, Json.of("1Gi"), "spec", "resources", "requests", "storage")));
    JsonObject named = Given.with(claim, Json.of("gold"), "spec", "storageClassName");
    assertEquals(List.of(), Given.errors(claim, named));
    JsonObject other = Given.with(claim, Json.of("lead"), "spec", "storageClassName");
    assertEquals(List.of(fixed), Given.errors(named, other));
  }
}
