package io.coxswain.controller;

import io.coxswain.kube.Gvr;

/** The resources that controllers read and write. */
public final class Resources {
  public static final Gvr PODS = Gvr.core("pods");
  public static final Gvr NODES = Gvr.core("nodes");
  public static final Gvr NAMESPACES = Gvr.core("namespaces");
  public static final Gvr SERVICES = Gvr.core("services");
  public static final Gvr ENDPOINTS = Gvr.core("endpoints");
  public static final Gvr SECRETS = Gvr.core("secrets");
  public static final Gvr CONFIG_MAPS = Gvr.core("configmaps");
  public static final Gvr SERVICE_ACCOUNTS = Gvr.core("serviceaccounts");
  public static final Gvr REPLICATION_CONTROLLERS = Gvr.core("replicationcontrollers");
  public static final Gvr PERSISTENT_VOLUMES = Gvr.core("persistentvolumes");
  public static final Gvr PERSISTENT_VOLUME_CLAIMS = Gvr.core("persistentvolumeclaims");
  public static final Gvr VOLUME_ATTRIBUTES_CLASSES =
      Gvr.of("storage.k8s.io/v1", "volumeattributesclasses");
  public static final Gvr DEPLOYMENTS = Gvr.of("apps/v1", "deployments");
  public static final Gvr REPLICA_SETS = Gvr.of("apps/v1", "replicasets");
  public static final Gvr DAEMON_SETS = Gvr.of("apps/v1", "daemonsets");
  public static final Gvr STATEFUL_SETS = Gvr.of("apps/v1", "statefulsets");
  public static final Gvr CONTROLLER_REVISIONS = Gvr.of("apps/v1", "controllerrevisions");
  public static final Gvr JOBS = Gvr.of("batch/v1", "jobs");
  public static final Gvr CRON_JOBS = Gvr.of("batch/v1", "cronjobs");
  public static final Gvr ENDPOINT_SLICES = Gvr.of("discovery.k8s.io/v1", "endpointslices");
  public static final Gvr LEASES = Gvr.of("coordination.k8s.io/v1", "leases");
  public static final Gvr POD_DISRUPTION_BUDGETS = Gvr.of("policy/v1", "poddisruptionbudgets");
  public static final Gvr CERTIFICATE_SIGNING_REQUESTS =
      Gvr.of("certificates.k8s.io/v1", "certificatesigningrequests");
  public static final Gvr CLUSTER_ROLES = Gvr.of("rbac.authorization.k8s.io/v1", "clusterroles");

  private Resources() {}
}
