package io.coxswain.api.stream;

import io.coxswain.cache.Cache;
import io.coxswain.cache.Entry;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/** Objects by name, as connections need them. */
final class Objects {
  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  private final Cache cache;

  Objects(Cache cache) {
    this.cache = cache;
  }

  JsonObject pod(String namespace, String name) {
    return get(Gvr.core("pods"), namespace, name);
  }

  JsonObject service(String namespace, String name) {
    return get(Gvr.core("services"), namespace, name);
  }

  JsonObject node(String name) {
    return get(Gvr.core("nodes"), "", name);
  }

  private JsonObject get(Gvr resource, String namespace, String name) {
    Entry entry = cache.snapshot(resource.resource()).get(ObjectKey.of(namespace, name));
    if (entry == null) {
      throw ApiException.notFound(resource, name);
    }
    return entry.object();
  }

  /** The EndpointSlices of a Service. */
  List<JsonObject> slices(String namespace, String service) {
    List<JsonObject> out = new ArrayList<>();
    for (Entry entry : cache.snapshot("endpointslices.discovery.k8s.io").in(namespace)) {
      if (service.equals(entry.labels().get(SERVICE_NAME))) {
        out.add(entry.object());
      }
    }
    return out;
  }
}
