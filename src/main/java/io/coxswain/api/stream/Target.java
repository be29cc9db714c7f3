package io.coxswain.api.stream;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import java.util.List;

/**
 * Where a connection goes.
 *
 * @param tls whether it is HTTPS
 * @param node whether it is a node's kubelet API, which wants our client certificate
 */
record Target(String host, int port, boolean tls, boolean node) {
  private static final int KUBELET_PORT = 10_250;
  private static final List<String> PREFERRED = List.of("InternalIP", "ExternalIP", "Hostname");

  /** A node's kubelet API, by the addresses and the port of its status. */
  static Target kubelet(JsonObject node) {
    JsonObject status = node.object("status");
    long port = status.objectAt("daemonEndpoints", "kubeletEndpoint").integer("Port", 0);
    for (String type : PREFERRED) {
      for (JsonObject address : status.objects("addresses")) {
        if (type.equals(address.string("type"))) {
          return new Target(
              address.string("address", ""), port > 0 ? (int) port : KUBELET_PORT, true, true);
        }
      }
    }
    throw ApiException.internal(
        "no preferred addresses found for node \"" + Meta.name(node) + "\"; known addresses: []");
  }
}
