package io.coxswain.node.dns;

import io.coxswain.client.Informer;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * What the zone knows: Services and EndpointSlices.
 *
 * @param known whether the answers below can be trusted to be complete
 * @param service {@code null} where there is none
 * @param slices those of a Service
 * @param servicesAt Services with this ClusterIP
 * @param slicesAt slices with this endpoint address
 * @param namespace whether anything lives there
 */
public record Names(
    BooleanSupplier known,
    Function<ObjectKey, JsonObject> service,
    Function<ObjectKey, Collection<JsonObject>> slices,
    Function<String, Collection<JsonObject>> servicesAt,
    Function<String, Collection<JsonObject>> slicesAt,
    Function<String, Boolean> namespace) {
  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  private static final String BY_SERVICE = "dns-service";
  private static final String BY_ADDRESS = "dns-address";

  /** Reads the informers' stores; adds its indexes to them. */
  public static Names of(Informer services, Informer slices) {
    services.addIndex(BY_ADDRESS, s -> s.object("spec").strings("clusterIPs"));
    slices.addIndex(BY_SERVICE, slice -> List.of(serviceOf(slice).toString()));
    slices.addIndex(
        BY_ADDRESS,
        slice -> {
          List<String> out = new ArrayList<>();
          slice.objects("endpoints").forEach(e -> out.addAll(e.strings("addresses")));
          return out;
        });
    return new Names(
        () -> services.isKnown() && slices.isKnown(),
        services::get,
        key -> slices.byIndex(BY_SERVICE, key.toString()),
        address -> services.byIndex(BY_ADDRESS, address),
        address -> slices.byIndex(BY_ADDRESS, address),
        namespace -> !services.list(namespace).isEmpty());
  }

  /** The Service a slice belongs to. */
  static ObjectKey serviceOf(JsonObject slice) {
    String name = Meta.label(slice, SERVICE_NAME);
    return ObjectKey.of(Meta.namespace(slice), name == null ? "" : name);
  }
}
