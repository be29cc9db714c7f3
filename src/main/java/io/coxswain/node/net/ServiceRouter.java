package io.coxswain.node.net;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ObjectKey;
import io.coxswain.node.runtime.HostPort;
import java.util.Collection;
import java.util.List;

/** Sends traffic for Services and host ports to pods. All methods return at once. */
public interface ServiceRouter extends AutoCloseable {

  /**
   * Routes a Service as it is now.
   *
   * @param service {@code null} where it is gone
   * @param slices its EndpointSlices
   */
  void service(ObjectKey key, JsonObject service, Collection<JsonObject> slices);

  /** Opens a pod's host ports, and only these; none closes them. */
  void hostPorts(String podUid, String address, List<HostPort> ports);

  /** Stops following changes; what is routed stays routed. */
  @Override
  void close();
}
