package io.coxswain.controller.standard;

import io.coxswain.controller.ControllerFactory;
import io.coxswain.controller.clusterrole.ClusterRoleAggregationController;
import io.coxswain.controller.cronjob.CronJobController;
import io.coxswain.controller.csr.CsrApprover;
import io.coxswain.controller.csr.CsrCleaner;
import io.coxswain.controller.csr.CsrSigner;
import io.coxswain.controller.customresource.CustomResourceController;
import io.coxswain.controller.daemonset.DaemonSetController;
import io.coxswain.controller.deployment.DeploymentController;
import io.coxswain.controller.disruption.DisruptionController;
import io.coxswain.controller.endpoints.EndpointsController;
import io.coxswain.controller.endpointslice.EndpointSliceController;
import io.coxswain.controller.endpointslicemirroring.EndpointSliceMirroringController;
import io.coxswain.controller.garbagecollector.GarbageCollector;
import io.coxswain.controller.job.JobController;
import io.coxswain.controller.job.TtlController;
import io.coxswain.controller.namespace.NamespaceController;
import io.coxswain.controller.nodeipam.NodeIpamController;
import io.coxswain.controller.nodelifecycle.NodeLifecycleController;
import io.coxswain.controller.nodelifecycle.TaintEvictionController;
import io.coxswain.controller.podgc.PodGcController;
import io.coxswain.controller.replicaset.ReplicaSetController;
import io.coxswain.controller.resourcequota.ResourceQuotaController;
import io.coxswain.controller.rootca.RootCaController;
import io.coxswain.controller.serviceaccount.ServiceAccountController;
import io.coxswain.controller.statefulset.StatefulSetController;
import io.coxswain.controller.storageprotection.StorageProtection;
import io.coxswain.controller.tokencleaner.TokenCleaner;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The controllers every cluster runs, for a {@link io.coxswain.controller.ControllerManager}. The
 * account of each is upstream's, so that the bootstrap roles fit.
 *
 * @param caBundle PEM of the authorities that serve the API, published in every namespace
 * @param authority signs certificates for the built-in signers
 * @param clusterCidr the pods' IPv4 range, such as {@code 10.244.0.0/16}
 * @param nodeCidrBits prefix length of one node's part of it, such as 24
 */
public record StandardControllers(
    Supplier<String> caBundle,
    CsrSigner.Authority authority,
    String clusterCidr,
    int nodeCidrBits) {
  private static final Duration NODE_GRACE = Duration.ofSeconds(50);
  private static final int TERMINATED_PODS = 12_500;

  public List<ControllerFactory> factories() {
    return List.of(
        new ControllerFactory("replicaset-controller", ReplicaSetController::replicaSets),
        new ControllerFactory(
            "replication-controller", ReplicaSetController::replicationControllers),
        new ControllerFactory("deployment-controller", DeploymentController::start),
        new ControllerFactory("endpoint-controller", EndpointsController::start),
        new ControllerFactory("endpointslice-controller", EndpointSliceController::start),
        new ControllerFactory("namespace-controller", NamespaceController::start),
        new ControllerFactory("generic-garbage-collector", GarbageCollector::start),
        new ControllerFactory("service-account-controller", ServiceAccountController::start),
        new ControllerFactory(
            "root-ca-cert-publisher", context -> RootCaController.start(context, caBundle)),
        new ControllerFactory(
            "node-controller", context -> NodeLifecycleController.start(context, NODE_GRACE)),
        new ControllerFactory("node-controller", TaintEvictionController::start),
        new ControllerFactory(
            "node-controller",
            context -> NodeIpamController.start(context, clusterCidr, nodeCidrBits)),
        new ControllerFactory(
            "pod-garbage-collector", context -> PodGcController.start(context, TERMINATED_PODS)),
        new ControllerFactory("certificate-controller", CsrApprover::start),
        new ControllerFactory(
            "certificate-controller", context -> CsrSigner.start(context, authority)),
        new ControllerFactory("certificate-controller", CsrCleaner::start),
        new ControllerFactory(
            "clusterrole-aggregation-controller", ClusterRoleAggregationController::start),
        new ControllerFactory("token-cleaner", TokenCleaner::start),
        new ControllerFactory("system:apiserver", CustomResourceController::start),
        new ControllerFactory("resourcequota-controller", ResourceQuotaController::start),
        new ControllerFactory("daemon-set-controller", DaemonSetController::start),
        new ControllerFactory("job-controller", JobController::start),
        new ControllerFactory("ttl-after-finished-controller", TtlController::start),
        new ControllerFactory("cronjob-controller", CronJobController::start),
        new ControllerFactory("statefulset-controller", StatefulSetController::start),
        new ControllerFactory("disruption-controller", DisruptionController::start),
        new ControllerFactory(
            "endpointslicemirroring-controller", EndpointSliceMirroringController::start),
        new ControllerFactory("pvc-protection-controller", StorageProtection::claims),
        new ControllerFactory("pv-protection-controller", StorageProtection::volumes),
        new ControllerFactory(
            "volumeattributesclass-protection-controller", StorageProtection::classes));
  }
}
