package io.coxswain.controller.csr;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Time;
import io.coxswain.pki.SigningRequest;
import java.time.Duration;
import java.util.List;

/** Approves what nodes need to join and to renew: their client and serving certificates. */
public final class CsrApprover {
  private static final Gvr ACCESS_REVIEWS =
      Gvr.of("authorization.k8s.io/v1", "subjectaccessreviews");
  private static final Duration ADDRESSES_UNKNOWN = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final ControllerContext context;
  private final Informer requests;
  private final Informer nodes;

  private CsrApprover(ControllerContext context) {
    this.context = context;
    this.requests = context.informers().of(Resources.CERTIFICATE_SIGNING_REQUESTS);
    this.nodes = context.informers().of(Resources.NODES);
  }

  public static AutoCloseable start(ControllerContext context) {
    CsrApprover approver = new CsrApprover(context);
    WorkQueue<ObjectKey> queue = new WorkQueue<>(context.timer());
    approver.requests.onEvent(
        (old, now) -> {
          if (now != null) {
            queue.add(ObjectKey.of(now));
          }
        });
    approver.requests.addIndex("user", csr -> List.of(Requests.user(csr)));
    approver.nodes.onEvent(
        (old, now) -> {
          if (now != null && (old == null || !addresses(old).equals(addresses(now)))) {
            approver
                .requests
                .byIndex("user", "system:node:" + Meta.name(now))
                .forEach(csr -> queue.add(ObjectKey.of(csr)));
          }
        });
    return Controller.start(
        "csrapproving", queue, 1, List.of(approver.requests, approver.nodes), approver::reconcile);
  }

  private Result reconcile(ObjectKey key) {
    JsonObject csr = requests.get(key);
    if (csr == null
        || Requests.isIssued(csr)
        || Requests.isApproved(csr)
        || Requests.isDenied(csr)) {
      return Result.DONE;
    }
    SigningRequest request = Requests.parse(csr).orElse(null);
    if (request == null) {
      return Result.DONE;
    }
    JsonObject node = nodes.get(ObjectKey.of("", Approval.nodeName(request)));
    Approval approval = Approval.ofClient(csr, request);
    if (approval == null) {
      approval = Approval.ofServing(csr, request, node);
    }
    if (approval == null) {
      return isYoung(csr) && isServing(csr) ? Result.again(ADDRESSES_UNKNOWN) : Result.DONE;
    }
    if (approval.subresource().isEmpty() || isAllowed(csr, approval)) {
      approve(csr, approval.message());
    }
    return Result.DONE;
  }

  private static JsonArray addresses(JsonObject node) {
    return node.object("status").array("addresses");
  }

  /** A node may ask before its addresses are in its status. */
  private static boolean isServing(JsonObject csr) {
    return Requests.signer(csr) == io.coxswain.pki.CertificateSigner.KUBELET_SERVING;
  }

  private boolean isYoung(JsonObject csr) {
    var created = Time.parse(Meta.creationTimestamp(csr));
    return created != null && created.plus(PATIENCE).isAfter(context.timer().instant());
  }

  private boolean isAllowed(JsonObject csr, Approval approval) {
    JsonObject spec = csr.object("spec");
    JsonObject attributes =
        JsonObject.builder()
            .put("group", "certificates.k8s.io")
            .put("resource", "certificatesigningrequests")
            .put("verb", "create")
            .put("subresource", approval.subresource())
            .put("version", "*")
            .build();
    JsonObject review =
        JsonObject.builder()
            .put("apiVersion", "authorization.k8s.io/v1")
            .put("kind", "SubjectAccessReview")
            .put(
                "spec",
                JsonObject.builder()
                    .put("user", Requests.user(csr))
                    .put("uid", spec.string("uid"))
                    .put("groups", spec.get("groups"))
                    .put("extra", spec.get("extra"))
                    .put("resourceAttributes", attributes)
                    .build())
            .build();
    try {
      return context
          .client()
          .create(ACCESS_REVIEWS, "", review)
          .object("status")
          .bool("allowed", false);
    } catch (ApiException e) {
      if (e.is(Reason.NOT_FOUND) || e.is(Reason.METHOD_NOT_ALLOWED)) {
        return Requests.groups(csr).contains(approval.fallbackGroup());
      }
      throw e;
    }
  }

  private void approve(JsonObject csr, String message) {
    String now = Time.seconds(context.timer().instant());
    JsonObject condition =
        JsonObject.builder()
            .put("type", "Approved")
            .put("status", "True")
            .put("reason", "AutoApproved")
            .put("message", message)
            .put("lastUpdateTime", now)
            .put("lastTransitionTime", now)
            .build();
    JsonArray conditions = csr.object("status").array("conditions").with(condition);
    context
        .client()
        .updateSubresource(
            Resources.CERTIFICATE_SIGNING_REQUESTS,
            csr.with("status", csr.object("status").with("conditions", conditions)),
            "approval");
  }
}
