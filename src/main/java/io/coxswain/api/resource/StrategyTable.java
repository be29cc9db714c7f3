package io.coxswain.api.resource;

import io.coxswain.kube.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The built-in kinds of Kubernetes 1.36 and their strategies. */
final class StrategyTable {
  private static final Traits SPEC_STATUS = Traits.NAMESPACED.withStatus().withGeneration();
  private static final Traits CLUSTER_SPEC = Traits.CLUSTER.withGeneration();
  private static final Traits RBAC =
      Traits.NAMESPACED.named(Names::pathSegment).creatableByUpdate();

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
    out.put("pods", new PodStrategy());
    out.put("services", new ServiceStrategy());
    out.put("configmaps", new ConfigMapStrategy());
    out.put("secrets", new SecretStrategy());
    out.put("namespaces", new NamespaceStrategy());
    out.put("nodes", new NodeStrategy());
    out.put("events", new EventStrategy());
    out.put("persistentvolumes", new VolumeStrategy());
    out.put("persistentvolumeclaims", new ClaimStrategy());
    out.put("replicationcontrollers", new ReplicationControllerStrategy());
    out.put(
        "limitranges",
        DescribedStrategy.of(Traits.NAMESPACED.creatableByUpdate())
            .defaulted(LimitRules::defaults)
            .checked(LimitRules::validate));
    out.put("componentstatuses", named(Traits.CLUSTER, CoreColumns.COMPONENT_STATUSES));
    out.put("serviceaccounts", named(Traits.NAMESPACED, CoreColumns.SERVICE_ACCOUNTS));
    out.put(
        "resourcequotas",
        named(Traits.NAMESPACED.withStatus(), CoreColumns.RESOURCE_QUOTAS)
            .checked(QuotaRules::quota)
            .guarded(QuotaRules::sameScopes)
            .reported(QuotaRules::status));
    out.put(
        "podtemplates",
        DescribedStrategy.of(Traits.NAMESPACED.withGeneration())
            .printed(PodColumns.TEMPLATES)
            .defaulted(o -> PodDefaults.template(o, "template"))
            .checked((o, errors) -> PodRules.template("template", o.object("template"), errors)));
    out.put(
        "endpoints",
        named(Traits.NAMESPACED.creatableByUpdate(), NetworkColumns.ENDPOINTS)
            .checked(EndpointRules::endpoints));
  }

  private static void workloads(Map<String, Strategy> out) {
    out.put("deployments.apps", new DeploymentStrategy());
    out.put("replicasets.apps", new ReplicaSetStrategy());
    out.put("statefulsets.apps", new StatefulSetStrategy());
    out.put("daemonsets.apps", new DaemonSetStrategy());
    out.put("jobs.batch", new JobStrategy());
    out.put("cronjobs.batch", new CronJobStrategy());
    out.put(
        "controllerrevisions.apps",
        named(Traits.NAMESPACED, WorkloadColumns.CONTROLLER_REVISIONS).fixed("data"));
    out.put("horizontalpodautoscalers.autoscaling", new AutoscalerStrategy());
  }

  private static void network(Map<String, Strategy> out) {
    out.put(
        "endpointslices.discovery.k8s.io",
        named(Traits.NAMESPACED.withGeneration(), NetworkColumns.ENDPOINT_SLICES)
            .checked(EndpointRules::slice)
            .fixed("addressType"));
    out.put(
        "ingresses.networking.k8s.io",
        named(SPEC_STATUS, NetworkColumns.INGRESSES)
            .checked(NetworkRules::ingress)
            .admitted(NetworkRules::newIngress));
    out.put(
        "ingressclasses.networking.k8s.io",
        named(CLUSTER_SPEC, NetworkColumns.INGRESS_CLASSES)
            .checked(NetworkRules::ingressClass)
            .guarded(NetworkRules::sameController));
    out.put(
        "networkpolicies.networking.k8s.io",
        named(Traits.NAMESPACED.withGeneration(), NetworkColumns.NETWORK_POLICIES)
            .defaulted(NetworkPolicyRules::defaults)
            .checked(NetworkPolicyRules::validate));
    out.put(
        "ipaddresses.networking.k8s.io",
        named(Traits.CLUSTER.named(StrategyTable::ipName), NetworkColumns.IP_ADDRESSES)
            .checked(NetworkRules::ipAddress)
            .guarded(NetworkRules::sameParent));
    out.put(
        "servicecidrs.networking.k8s.io",
        named(Traits.CLUSTER.withStatus(), NetworkColumns.SERVICE_CIDRS)
            .checked(NetworkRules::serviceCidr)
            .guarded(NetworkRules::sameCidrs));
  }

  private static String ipName(String name) {
    return Addresses.ip(name) == null ? null : "must be a valid IP address";
  }

  private static void storage(Map<String, Strategy> out) {
    out.put(
        "storageclasses.storage.k8s.io",
        named(Traits.CLUSTER, StorageColumns.STORAGE_CLASSES)
            .checked(PolicyRules::storageClass)
            .guarded(PolicyRules::sameStorageClass));
    String group = ".storage.k8s.io";
    out.put(
        "csinodes" + group,
        named(Traits.CLUSTER.conditional(), StorageColumns.CSI_NODES)
            .checked(StorageRules::node)
            .guarded(StorageRules::sameNodeDrivers));
    out.put(
        "volumeattachments" + group,
        named(Traits.CLUSTER.withStatus().conditional(), StorageColumns.ATTACHMENTS)
            .checked(StorageRules::attachment)
            .guarded(StorageRules::sameAttachment));
    out.put(
        "csidrivers" + group,
        named(CLUSTER_SPEC.conditional(), StorageColumns.CSI_DRIVERS)
            .checked(StorageRules::driver)
            .guarded(StorageRules::sameDriver));
    out.put(
        "csistoragecapacities" + group,
        named(Traits.NAMESPACED, StorageColumns.CAPACITIES)
            .checked(StorageRules::capacity)
            .fixed("nodeTopology", "storageClassName"));
    out.put(
        "volumeattributesclasses" + group,
        named(Traits.CLUSTER, StorageColumns.ATTRIBUTES_CLASSES)
            .checked(StorageRules::attributesClass)
            .guarded(StorageRules::sameAttributesClass));
  }

  private static void policy(Map<String, Strategy> out) {
    out.put(
        "poddisruptionbudgets.policy",
        named(SPEC_STATUS.conditional(), PolicyColumns.DISRUPTION_BUDGETS)
            .checked(PolicyRules::disruptionBudget));
    String access = ".rbac.authorization.k8s.io";
    out.put("roles" + access, DescribedStrategy.of(RBAC).checked(AccessRules::role));
    out.put(
        "clusterroles" + access,
        DescribedStrategy.of(RBAC.inCluster()).checked(AccessRules::clusterRole));
    out.put(
        "rolebindings" + access,
        named(RBAC, PolicyColumns.ROLE_BINDINGS)
            .defaulted(AccessRules::defaults)
            .checked(AccessRules::roleBinding)
            .guarded(AccessRules::sameRole));
    out.put(
        "clusterrolebindings" + access,
        named(RBAC.inCluster(), PolicyColumns.CLUSTER_ROLE_BINDINGS)
            .defaulted(AccessRules::defaults)
            .checked(AccessRules::clusterRoleBinding)
            .guarded(AccessRules::sameRole));
    out.put(
        "priorityclasses.scheduling.k8s.io",
        named(CLUSTER_SPEC, PolicyColumns.PRIORITY_CLASSES)
            .checked(PolicyRules::priorityClass)
            .guarded(PolicyRules::samePriority));
    out.put(
        "runtimeclasses.node.k8s.io",
        named(Traits.CLUSTER.conditional(), PolicyColumns.RUNTIME_CLASSES)
            .checked(PolicyRules::runtimeClass)
            .fixed("handler"));
    String flow = ".flowcontrol.apiserver.k8s.io";
    out.put("flowschemas" + flow, named(CLUSTER_SPEC.withStatus(), PolicyColumns.FLOW_SCHEMAS));
    out.put(
        "prioritylevelconfigurations" + flow,
        named(CLUSTER_SPEC.withStatus(), PolicyColumns.PRIORITY_LEVELS));
  }

  private static void machinery(Map<String, Strategy> out) {
    out.put(
        "leases.coordination.k8s.io",
        named(Traits.NAMESPACED.creatableByUpdate().conditional(), PolicyColumns.LEASES)
            .checked(PolicyRules::lease));
    out.put("certificatesigningrequests.certificates.k8s.io", new SigningRequestStrategy());
    String admission = ".admissionregistration.k8s.io";
    for (String kind : List.of("mutating", "validating")) {
      out.put(
          kind + "webhookconfigurations" + admission,
          named(CLUSTER_SPEC.conditional(), AdmissionColumns.WEBHOOKS));
      out.put(
          kind + "admissionpolicybindings" + admission,
          named(CLUSTER_SPEC.conditional(), AdmissionColumns.POLICY_BINDINGS));
    }
    out.put(
        "mutatingadmissionpolicies" + admission,
        named(CLUSTER_SPEC.conditional(), AdmissionColumns.MUTATING_POLICIES));
    out.put(
        "validatingadmissionpolicies" + admission,
        named(CLUSTER_SPEC.withStatus().conditional(), AdmissionColumns.VALIDATING_POLICIES));
    out.put("customresourcedefinitions.apiextensions.k8s.io", new CustomDefinitionStrategy());
    out.put(
        "apiservices.apiregistration.k8s.io",
        named(Traits.CLUSTER.withStatus().conditional(), PolicyColumns.API_SERVICES));
    String dynamic = ".resource.k8s.io";
    out.put("resourceclaims" + dynamic, named(SPEC_STATUS, AdmissionColumns.RESOURCE_CLAIMS));
    out.put("resourceclaimtemplates" + dynamic, named(Traits.NAMESPACED, AdmissionColumns.NAMED));
    out.put("deviceclasses" + dynamic, named(CLUSTER_SPEC, AdmissionColumns.NAMED));
    out.put("resourceslices" + dynamic, named(CLUSTER_SPEC, AdmissionColumns.RESOURCE_SLICES));
  }

  private static DescribedStrategy named(Traits traits, Columns columns) {
    return DescribedStrategy.of(traits).printed(columns);
  }

  private static void put(Map<String, Strategy> out, Traits traits, String... resources) {
    Strategy strategy = new StandardStrategy(traits);
    for (String resource : resources) {
      out.put(resource, strategy);
    }
  }
}
