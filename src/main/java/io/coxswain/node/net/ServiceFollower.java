package io.coxswain.node.net;

import io.coxswain.client.Informer;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import java.util.List;

/** Hands every Service that changed, or whose EndpointSlices did, to the router. */
final class ServiceFollower {
  /** The label by which a slice names its Service. */
  static final String SERVICE_NAME = "kubernetes.io/service-name";

  private static final String INDEX = "service";

  private final Informer services;
  private final Informer slices;
  private final ServiceRouter router;

  ServiceFollower(Informer services, Informer slices, ServiceRouter router) {
    this.services = services;
    this.slices = slices;
    this.router = router;
  }

  void start() {
    slices.addIndex(INDEX, slice -> List.of(service(slice).toString()));
    services.onEvent((old, now) -> changed(ObjectKey.of(now == null ? old : now)));
    slices.onEvent(
        (old, now) -> {
          if (old != null && now != null && !service(old).equals(service(now))) {
            changed(service(old));
          }
          changed(service(now == null ? old : now));
        });
  }

  private static ObjectKey service(JsonObject slice) {
    String name = Meta.label(slice, SERVICE_NAME);
    return ObjectKey.of(Meta.namespace(slice), name == null ? "" : name);
  }

  /** Hands over all Services there are. */
  void everything() {
    services.list().forEach(service -> changed(ObjectKey.of(service)));
  }

  /** One at a time, so that what was read last is handed over last. */
  private synchronized void changed(ObjectKey key) {
    router.service(key, services.get(key), slices.byIndex(INDEX, key.toString()));
  }
}
