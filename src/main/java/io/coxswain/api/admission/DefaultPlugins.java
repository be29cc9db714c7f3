package io.coxswain.api.admission;

import io.coxswain.api.authz.Authorizer;
import io.coxswain.api.authz.RbacIndex;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** The plugins that are on by default, in upstream's order (pkg/kubeapiserver/options). */
public final class DefaultPlugins {
  private DefaultPlugins() {}

  /**
   * @param suffixes makes five random characters of {@code bcdfghjklmnpqrstvwxz2456789}
   * @param pause completes after so many milliseconds
   */
  public static List<AdmissionPlugin> of(
      ClusterObjects objects,
      Authorizer authorizer,
      RbacIndex index,
      Supplier<String> suffixes,
      LongFunction<Future<Void>> pause) {
    return List.of(
        new NamespaceLifecycle(objects),
        new LimitRanger(objects),
        new ServiceAccountAdmission(objects, suffixes, pause),
        new NodeRestriction(objects),
        new TaintNodesByCondition(),
        new PriorityAdmission(objects),
        new DefaultTolerationSeconds(),
        new DefaultStorageClass(objects),
        new StorageObjectInUseProtection(),
        new PersistentVolumeClaimResize(objects),
        new RuntimeClassAdmission(objects),
        new CertificateAdmission(authorizer),
        new DefaultIngressClass(objects),
        new RoleEscalation(authorizer, index, objects),
        new ResourceQuotaAdmission(objects, pause));
  }
}
