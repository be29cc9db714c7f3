package io.coxswain.api.resource;

import io.coxswain.kube.Names;
import java.util.HashMap;
import java.util.Map;

/** The built-in kinds of Kubernetes 1.36 and their strategies. */
final class StrategyTable {
  private static final Traits SPEC_STATUS = Traits.NAMESPACED.withStatus().withGeneration();
  private static final Traits CLUSTER_SPEC = Traits.CLUSTER.withGeneration();
  private static final Traits RBAC = Traits.NAMESPACED.named(Names::pathSegment);

  private StrategyTable() {}

  static Map<String, Strategy> all() {
    Map<String, Strategy> out = new HashMap<>();
    core(out);
    workloads(out);
    network(out);
    storage(out);
    policy(out);
    machinery(out);
    return Map.copyOf(out);
  }

  private static void core(Map<String, Strategy> out) {
    put(out, Traits.NAMESPACED.withStatus().withGeneration(), "pods");
    put(out, Traits.NAMESPACED, "configmaps", "secrets", "serviceaccounts", "limitranges");
    put(out, Traits.NAMESPACED.withGeneration(), "podtemplates");
    put(out, Traits.CLUSTER.withStatus(), "nodes");
    put(out, Traits.CLUSTER.withStatus().named(Names::dnsLabel), "namespaces");
    put(out, Traits.NAMESPACED.withStatus(), "resourcequotas");
    put(out, Traits.NAMESPACED, "events", "endpoints");
    put(out, Traits.CLUSTER, "componentstatuses");
  }

  private static void workloads(Map<String, Strategy> out) {
    put(out, SPEC_STATUS.keepingLabels(), "deployments.apps");
    put(
        out,
        SPEC_STATUS,
        "replicasets.apps",
        "statefulsets.apps",
        "daemonsets.apps",
        "replicationcontrollers",
        "jobs.batch",
        "cronjobs.batch");
    put(out, Traits.NAMESPACED, "controllerrevisions.apps");
    put(out, Traits.NAMESPACED.withStatus(), "horizontalpodautoscalers.autoscaling");
  }

  private static void network(Map<String, Strategy> out) {
    put(out, Traits.NAMESPACED.withStatus().named(Names::dns1035Label), "services");
    put(out, Traits.NAMESPACED.withGeneration(), "endpointslices.discovery.k8s.io");
    put(out, SPEC_STATUS, "ingresses.networking.k8s.io");
    put(out, CLUSTER_SPEC, "ingressclasses.networking.k8s.io");
    put(out, Traits.NAMESPACED.withGeneration(), "networkpolicies.networking.k8s.io");
    put(out, Traits.CLUSTER, "ipaddresses.networking.k8s.io");
    put(out, Traits.CLUSTER.withStatus(), "servicecidrs.networking.k8s.io");
  }

  private static void storage(Map<String, Strategy> out) {
    put(out, Traits.CLUSTER.withStatus(), "persistentvolumes");
    put(out, Traits.NAMESPACED.withStatus(), "persistentvolumeclaims");
    put(out, Traits.CLUSTER, "storageclasses.storage.k8s.io", "csinodes.storage.k8s.io");
    put(out, Traits.CLUSTER.withStatus(), "volumeattachments.storage.k8s.io");
    put(out, CLUSTER_SPEC, "csidrivers.storage.k8s.io");
    put(out, Traits.NAMESPACED, "csistoragecapacities.storage.k8s.io");
    put(out, Traits.CLUSTER, "volumeattributesclasses.storage.k8s.io");
  }

  private static void policy(Map<String, Strategy> out) {
    put(out, SPEC_STATUS, "poddisruptionbudgets.policy");
    put(out, RBAC, "roles.rbac.authorization.k8s.io", "rolebindings.rbac.authorization.k8s.io");
    put(
        out,
        RBAC.inCluster(),
        "clusterroles.rbac.authorization.k8s.io",
        "clusterrolebindings.rbac.authorization.k8s.io");
    put(out, CLUSTER_SPEC, "priorityclasses.scheduling.k8s.io");
    put(out, Traits.CLUSTER, "runtimeclasses.node.k8s.io");
    put(
        out,
        CLUSTER_SPEC.withStatus(),
        "flowschemas.flowcontrol.apiserver.k8s.io",
        "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io");
  }

  private static void machinery(Map<String, Strategy> out) {
    put(out, Traits.NAMESPACED, "leases.coordination.k8s.io");
    put(
        out,
        Traits.CLUSTER.withStatus().named(Names::pathSegment),
        "certificatesigningrequests.certificates.k8s.io");
    put(
        out,
        CLUSTER_SPEC,
        "mutatingwebhookconfigurations.admissionregistration.k8s.io",
        "validatingwebhookconfigurations.admissionregistration.k8s.io",
        "validatingadmissionpolicybindings.admissionregistration.k8s.io",
        "mutatingadmissionpolicies.admissionregistration.k8s.io",
        "mutatingadmissionpolicybindings.admissionregistration.k8s.io");
    put(
        out,
        CLUSTER_SPEC.withStatus(),
        "validatingadmissionpolicies.admissionregistration.k8s.io",
        "customresourcedefinitions.apiextensions.k8s.io");
    put(out, Traits.CLUSTER.withStatus(), "apiservices.apiregistration.k8s.io");
    put(out, SPEC_STATUS, "resourceclaims.resource.k8s.io");
    put(out, Traits.NAMESPACED, "resourceclaimtemplates.resource.k8s.io");
    put(out, CLUSTER_SPEC, "deviceclasses.resource.k8s.io", "resourceslices.resource.k8s.io");
  }

  private static void put(Map<String, Strategy> out, Traits traits, String... resources) {
    Strategy strategy = new StandardStrategy(traits);
    for (String resource : resources) {
      out.put(resource, strategy);
    }
  }
}
