package io.coxswain.controller.bootstrap;

import io.coxswain.json.JsonObject;
import io.coxswain.pki.Kubeconfig;

/** ConfigMaps that say how to trust this cluster; kept as they are written here. */
final class PublicConfig {
  private PublicConfig() {}

  /** What extension API servers read to authenticate users by certificate and front proxy. */
  static JsonObject authentication(ClusterFacts facts) {
    var data = JsonObject.builder().put("client-ca-file", facts.authorityPem());
    if (!facts.frontProxyPem().isEmpty()) {
      data.put("requestheader-client-ca-file", facts.frontProxyPem())
          .put("requestheader-allowed-names", "[\"front-proxy-client\"]")
          .put("requestheader-username-headers", "[\"X-Remote-User\"]")
          .put("requestheader-uid-headers", "[\"X-Remote-Uid\"]")
          .put("requestheader-group-headers", "[\"X-Remote-Group\"]")
          .put("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]");
    }
    return map("kube-system", "extension-apiserver-authentication", data.build());
  }

  /** The address and authority of the cluster, as kubeadm publishes them. */
  static JsonObject clusterInfo(ClusterFacts facts) {
    String yaml =
        new Kubeconfig("", "", facts.serverUrl(), facts.authorityPem(), "", "", "", "", "").yaml();
    return map("kube-public", "cluster-info", JsonObject.of("kubeconfig", yaml));
  }

  private static JsonObject map(String namespace, String name, JsonObject data) {
    return DefaultObjects.object("v1", "ConfigMap", namespace, name).with("data", data);
  }
}
