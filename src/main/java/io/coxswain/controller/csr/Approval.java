package io.coxswain.controller.csr;

import io.coxswain.json.JsonObject;
import io.coxswain.pki.CertificateSigner;
import io.coxswain.pki.SigningRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a request is one that may be approved without a person, and what its sender must be
 * allowed to do for that.
 *
 * @param subresource of certificatesigningrequests that the sender must be allowed to create; empty
 *     where the request itself proves enough
 * @param fallbackGroup the group that stands for the permission where no authorizer can be asked
 */
record Approval(String subresource, String message, String fallbackGroup) {
  private static final String NODES = "system:nodes";
  private static final String BOOTSTRAPPERS = "system:bootstrappers";

  /** Of a kubelet's client certificate; {@code null} where it is none. */
  static Approval ofClient(JsonObject csr, SigningRequest request) {
    if (Requests.signer(csr) != CertificateSigner.API_SERVER_CLIENT_KUBELET
        || CertificateSigner.API_SERVER_CLIENT_KUBELET.refuses(request, Requests.usages(csr))
            != null) {
      return null;
    }
    if (request.commonName().equals(Requests.user(csr))) {
      return new Approval(
          "selfnodeclient",
          "Auto approving self kubelet client certificate after SubjectAccessReview.",
          NODES);
    }
    return new Approval(
        "nodeclient",
        "Auto approving kubelet client certificate after SubjectAccessReview.",
        BOOTSTRAPPERS);
  }

  /**
   * Of a node's own serving certificate: every name and address in it must be one of the node's.
   *
   * @param node the Node object, or {@code null}
   */
  static Approval ofServing(JsonObject csr, SigningRequest request, JsonObject node) {
    boolean own =
        node != null
            && Requests.signer(csr) == CertificateSigner.KUBELET_SERVING
            && CertificateSigner.KUBELET_SERVING.refuses(request, Requests.usages(csr)) == null
            && request.commonName().equals(Requests.user(csr))
            && Requests.groups(csr).contains(NODES)
            && addresses(node).containsAll(request.dnsNames())
            && addresses(node).containsAll(request.ipAddresses());
    return own
        ? new Approval(
            "", "Auto approving serving certificate for the node's own addresses.", NODES)
        : null;
  }

  static String nodeName(SigningRequest request) {
    return request.commonName().replaceFirst("^system:node:", "");
  }

  private static Set<String> addresses(JsonObject node) {
    Set<String> out = new HashSet<>();
    out.add(node.object("metadata").string("name", ""));
    List<JsonObject> addresses = node.object("status").objects("addresses");
    addresses.forEach(address -> out.add(address.string("address", "")));
    return out;
  }
}
