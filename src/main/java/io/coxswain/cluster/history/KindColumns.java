package io.coxswain.cluster.history;

import io.coxswain.store.postgres.View.Column;
import io.coxswain.store.postgres.View.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a person asks first of each kind, as columns. Kinds that are not named have none. */
final class KindColumns {
  private static final String TABLE =
      """
      pods | phase text status.phase; node text spec.nodeName; ip text status.podIP
      pods | containers count $.spec.containers[*]; restarts sum $.status.containerStatuses[*].restartCount
      pods | ready count $.status.containerStatuses[*] ? (@.ready == true); reason text status.reason
      pods | service_account text spec.serviceAccountName; started time status.startTime
      deployments.apps | replicas integer spec.replicas; ready integer status.readyReplicas
      deployments.apps | updated integer status.updatedReplicas; available integer status.availableReplicas
      deployments.apps | image text $.spec.template.spec.containers[0].image
      statefulsets.apps | replicas integer spec.replicas; ready integer status.readyReplicas
      statefulsets.apps | image text $.spec.template.spec.containers[0].image
      replicasets.apps | replicas integer spec.replicas; ready integer status.readyReplicas
      replicationcontrollers | replicas integer spec.replicas; ready integer status.readyReplicas
      daemonsets.apps | desired integer status.desiredNumberScheduled; ready integer status.numberReady
      jobs.batch | completions integer spec.completions; active integer status.active
      jobs.batch | succeeded integer status.succeeded; failed integer status.failed; completed time status.completionTime
      cronjobs.batch | schedule text spec.schedule; suspend boolean spec.suspend; last_scheduled time status.lastScheduleTime
      services | type text spec.type; cluster_ip text spec.clusterIP; selector json spec.selector; ports json spec.ports
      services | external_name text spec.externalName
      nodes | ready boolean $.status.conditions[*] ? (@.type == "Ready").status; unschedulable boolean spec.unschedulable
      nodes | ip text $.status.addresses[*] ? (@.type == "InternalIP").address; pod_cidr text spec.podCIDR
      nodes | version text status.nodeInfo.kubeletVersion; cpu text status.capacity.cpu; memory text status.capacity.memory
      nodes | taints json spec.taints
      namespaces | phase text status.phase
      events | type text type; reason text reason; message text message; count integer count
      events | involved_kind text involvedObject.kind; involved_name text involvedObject.name
      events | first_seen time firstTimestamp; last_seen time lastTimestamp; component text source.component
      configmaps | data json data
      serviceaccounts | automount boolean automountServiceAccountToken
      persistentvolumes | phase text status.phase; capacity text spec.capacity.storage
      persistentvolumes | claim_namespace text spec.claimRef.namespace; claim text spec.claimRef.name
      persistentvolumes | storage_class text spec.storageClassName; reclaim_policy text spec.persistentVolumeReclaimPolicy
      persistentvolumeclaims | phase text status.phase; volume text spec.volumeName; capacity text status.capacity.storage
      persistentvolumeclaims | storage_class text spec.storageClassName
      resourcequotas | hard json status.hard; used json status.used
      leases.coordination.k8s.io | holder text spec.holderIdentity; renewed time spec.renewTime
      ingresses.networking.k8s.io | class text spec.ingressClassName; hosts json $.spec.rules[*].host
      networkpolicies.networking.k8s.io | pod_selector json spec.podSelector
      endpointslices.discovery.k8s.io | address_type text addressType; addresses json $.endpoints[*].addresses[*]
      horizontalpodautoscalers.autoscaling | target text spec.scaleTargetRef.name; min integer spec.minReplicas
      horizontalpodautoscalers.autoscaling | max integer spec.maxReplicas; current integer status.currentReplicas
      poddisruptionbudgets.policy | min_available text spec.minAvailable; max_unavailable text spec.maxUnavailable
      poddisruptionbudgets.policy | allowed integer status.disruptionsAllowed
      roles.rbac.authorization.k8s.io | rules json rules
      clusterroles.rbac.authorization.k8s.io | rules json rules
      rolebindings.rbac.authorization.k8s.io | role text roleRef.name; subjects json subjects
      clusterrolebindings.rbac.authorization.k8s.io | role text roleRef.name; subjects json subjects
      storageclasses.storage.k8s.io | provisioner text provisioner; reclaim_policy text reclaimPolicy
      priorityclasses.scheduling.k8s.io | value integer value; global_default boolean globalDefault
      certificatesigningrequests.certificates.k8s.io | signer text spec.signerName; requestor text spec.username
      certificatesigningrequests.certificates.k8s.io | conditions json $.status.conditions[*].type
      customresourcedefinitions.apiextensions.k8s.io | api_group text spec.group; kind text spec.names.kind
      customresourcedefinitions.apiextensions.k8s.io | scope text spec.scope; established boolean $.status.conditions[*] ? (@.type == "Established").status
      apiservices.apiregistration.k8s.io | service text spec.service.name; available boolean $.status.conditions[*] ? (@.type == "Available").status
      """;

  private static final Map<String, List<Column>> BY_RESOURCE =
      TABLE
          .lines()
          .collect(
              Collectors.groupingBy(
                  line -> line.substring(0, line.indexOf(" | ")),
                  Collectors.flatMapping(
                      line -> columns(line.substring(line.indexOf(" | ") + 3)).stream(),
                      Collectors.toList())));

  private KindColumns() {}

  /**
   * @param resource the storage resource
   */
  static List<Column> of(String resource) {
    return BY_RESOURCE.getOrDefault(resource, List.of());
  }

  private static List<Column> columns(String text) {
    List<Column> out = new ArrayList<>();
    for (String column : text.split("; ")) {
      String[] words = column.split(" ", 3);
      out.add(new Column(words[0], Type.valueOf(words[1].toUpperCase(Locale.ROOT)), words[2]));
    }
    return out;
  }
}
