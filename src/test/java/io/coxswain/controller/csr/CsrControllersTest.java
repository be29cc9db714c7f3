package io.coxswain.controller.csr;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvr;
import io.coxswain.pki.CertificateAuthority;
import io.coxswain.pki.Keys;
import io.coxswain.pki.SigningRequest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CsrControllersTest {
  private final SecureRandom random = new SecureRandom();
  private final Harness harness = new Harness();

  @BeforeEach
  void start() {
    CertificateAuthority authority =
        CertificateAuthority.create("test", harness.timer.instant(), random);
    harness.start("certificate-controller", CsrApprover::start);
    harness.start(
        "certificate-controller",
        context ->
            CsrSigner.start(
                context,
                (signer, request, usages, seconds) ->
                    signer.sign(
                        authority, request, usages, seconds, harness.timer.instant(), random)));
  }

  @AfterEach
  void close() {
    harness.close();
  }

  private void make(
      String signer, String commonName, String user, List<String> groups, List<String> ips) {
    String pem =
        SigningRequest.create(
            commonName, List.of("system:nodes"), List.of(), ips, Keys.generate(random));
    String usage = signer.endsWith("serving") ? "server auth" : "client auth";
    JsonObject spec =
        JsonObject.builder()
            .put("signerName", "kubernetes.io/" + signer)
            .put("username", user)
            .put("groups", JsonArray.ofStrings(groups))
            .put("usages", JsonArray.ofStrings("digital signature", usage))
            .put(
                "request", Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8)))
            .build();
    harness.api.put(
        Resources.CERTIFICATE_SIGNING_REQUESTS,
        FakeApi.object("certificates.k8s.io/v1", "CertificateSigningRequest", "", "csr")
            .with("spec", spec));
  }

  private JsonObject csr() {
    return harness.api.get(Resources.CERTIFICATE_SIGNING_REQUESTS, "", "csr");
  }

  /** The fake server has no authorizer: reviews are kept as they are, so answer for it. */
  private void withoutReviews() {
    for (int i = 0; i < 5; i++) {
      harness.api.fail(
          call -> call.path().contains("subjectaccessreviews"),
          io.coxswain.kube.ApiException.notFound(
              Gvr.of("authorization.k8s.io/v1", "subjectaccessreviews"), ""));
    }
  }

  @Test
  void aBootstrappingNodeGetsItsClientCertificate() {
    withoutReviews();
    make(
        "kube-apiserver-client-kubelet",
        "system:node:n1",
        "system:bootstrap:abcdef",
        List.of("system:bootstrappers"),
        List.of());
    harness.eventually("issued", () -> Requests.isIssued(csr()));
    assertTrue(Requests.isApproved(csr()));
    String pem =
        new String(
            Base64.getDecoder().decode(csr().object("status").string("certificate")),
            StandardCharsets.UTF_8);
    assertTrue(pem.startsWith("-----BEGIN CERTIFICATE-----"));
  }

  @Test
  void whoMayNotBecomesNoNode() {
    withoutReviews();
    make(
        "kube-apiserver-client-kubelet",
        "system:node:n1",
        "mallory",
        List.of("system:authenticated"),
        List.of());
    harness.settle();
    assertFalse(Requests.isApproved(csr()));
  }

  @Test
  void theAuthorizerDecidesWhereThereIsOne() {
    // The fake keeps the review without a verdict: that is a no.
    make(
        "kube-apiserver-client-kubelet",
        "system:node:n1",
        "system:bootstrap:abcdef",
        List.of("system:bootstrappers"),
        List.of());
    harness.settle();
    assertFalse(Requests.isApproved(csr()));
    assertTrue(harness.api.writes().stream().anyMatch(w -> w.contains("subjectaccessreviews")));
  }

  @Test
  void aNodeGetsServingCertificatesForItsOwnAddressesOnly() {
    JsonObject address = FakeApi.json("{'type':'InternalIP','address':'10.0.0.1'}");
    harness.api.put(
        Resources.NODES,
        FakeApi.object("v1", "Node", "", "n1")
            .withAt(JsonArray.of(address), "status", "addresses"));
    harness.settle();
    List<String> nodes = List.of("system:nodes");
    make("kubelet-serving", "system:node:n1", "system:node:n1", nodes, List.of("10.0.0.1"));
    harness.eventually("issued", () -> Requests.isIssued(csr()));
    harness.api.remove(Resources.CERTIFICATE_SIGNING_REQUESTS, "", "csr");
    make("kubelet-serving", "system:node:n1", "system:node:n1", nodes, List.of("10.0.0.2"));
    harness.settle();
    assertFalse(Requests.isApproved(csr()));
    harness.api.remove(Resources.CERTIFICATE_SIGNING_REQUESTS, "", "csr");
    make("kubelet-serving", "system:node:n1", "system:node:n2", nodes, List.of("10.0.0.1"));
    harness.settle();
    assertFalse(Requests.isApproved(csr()));
  }

  @Test
  void whatTheSignerMayNotSignFails() {
    make("kube-apiserver-client-kubelet", "admin", "admin", List.of("system:masters"), List.of());
    JsonObject approved = FakeApi.json("{'conditions':[{'type':'Approved','status':'True'}]}");
    harness.api.put(Resources.CERTIFICATE_SIGNING_REQUESTS, csr().with("status", approved));
    harness.eventually("failed", () -> Requests.isFailed(csr()));
    assertFalse(Requests.isIssued(csr()));
  }

  @Test
  void answeredRequestsAreClearedAway() {
    var now = harness.timer.instant();
    JsonObject pending = FakeApi.json("{'metadata':{'creationTimestamp':'2026-01-01T00:00:00Z'}}");
    assertFalse(CsrCleaner.isOver(pending, now.plus(Duration.ofHours(23))));
    assertTrue(CsrCleaner.isOver(pending, now.plus(Duration.ofHours(25))));
    JsonObject denied =
        pending.with(
            "status",
            FakeApi.json(
                "{'conditions':[{'type':'Denied','status':'True','lastUpdateTime':'2026-01-01T00:00:00Z'}]}"));
    assertFalse(CsrCleaner.isOver(denied, now.plus(Duration.ofMinutes(59))));
    assertTrue(CsrCleaner.isOver(denied, now.plus(Duration.ofMinutes(61))));
  }
}
