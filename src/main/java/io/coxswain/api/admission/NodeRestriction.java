package io.coxswain.api.admission;

import io.coxswain.api.authz.NodeIdentity;
import io.coxswain.api.authz.PodReferences;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the Node authorizer cannot see because it stands in the body: a node writes its own Node,
 * Lease and pods, and asks for tokens of its own pods only (upstream:
 * plugin/pkg/admission/noderestriction).
 */
public final class NodeRestriction implements AdmissionPlugin {
  private static final Set<String> LABELS =
      Set.of(
          "kubernetes.io/hostname",
          "kubernetes.io/os",
          "kubernetes.io/arch",
          "beta.kubernetes.io/os",
          "beta.kubernetes.io/arch",
          "beta.kubernetes.io/instance-type",
          "node.kubernetes.io/instance-type",
          "topology.kubernetes.io/zone",
          "topology.kubernetes.io/region",
          "failure-domain.beta.kubernetes.io/zone",
          "failure-domain.beta.kubernetes.io/region");
  private static final List<String> LABEL_DOMAINS =
      List.of("kubelet.kubernetes.io", "node.kubernetes.io");

  private final ClusterObjects objects;

  public NodeRestriction(ClusterObjects objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "NodeRestriction";
  }

  @Override
  public Future<JsonObject> admit(Attributes request) {
    if (!NodeIdentity.isNode(request.user())
        || request.operation() == Attributes.Operation.CONNECT) {
      return Future.succeededFuture(request.object());
    }
    String node = NodeIdentity.nodeName(request.user());
    if (node.isEmpty()) {
      return refuse(
          request, "could not determine node from user \"" + request.user().name() + "\"");
    }
    return switch (request.resource().groupResource()) {
      case "pods" -> pods(request, node);
      case "nodes" -> judged(request, nodes(request, node));
      case "serviceaccounts" ->
          request.subresource().equals("token")
              ? token(request, node)
              : Future.succeededFuture(request.object());
      case "leases.coordination.k8s.io" -> judged(request, lease(request, node));
      case "csinodes.storage.k8s.io" ->
          judged(
              request,
              Refusal.name(request).equals(node)
                  ? null
                  : "can only access CSINode with the same name as the requesting node");
      case "persistentvolumeclaims" ->
          judged(
              request,
              request.subresource().equals("status") ? null : "may only update PVC status");
      default -> Future.succeededFuture(request.object());
    };
  }

  private Future<JsonObject> pods(Attributes request, String node) {
    return switch (request.subresource()) {
      case "" ->
          switch (request.operation()) {
            case CREATE -> judged(request, mirror(request.object(), node));
            case DELETE ->
                own(
                    request,
                    node,
                    "node \"" + node + "\" can only delete pods with spec.nodeName set to itself");
            default ->
                refuse(
                    request,
                    "unexpected operation \""
                        + request.operation()
                        + "\", node \""
                        + node
                        + "\" can only create and delete mirror pods");
          };
      case "status" -> judged(request, podStatus(request, node));
      case "eviction" ->
          own(
              request,
              node,
              "node " + node + " can only evict pods with spec.nodeName set to itself");
      default ->
          refuse(
              request,
              "unexpected pod subresource \""
                  + request.subresource()
                  + "\", only 'status' and 'eviction' are allowed");
    };
  }

  private Future<JsonObject> own(Attributes request, String node, String why) {
    return objects
        .find("pods", request.namespace(), request.name())
        .map(
            pod -> {
              if (pod == null) {
                throw ApiException.notFound(Gvr.core("pods"), request.name());
              }
              if (!node.equals(pod.object("spec").string("nodeName"))) {
                throw Refusal.forbidden(request, why);
              }
              return request.object();
            });
  }

  private String mirror(JsonObject pod, String node) {
    String quoted = "node \"" + node + "\"";
    if (Meta.annotation(pod, "kubernetes.io/config.mirror") == null) {
      return "pod does not have \"kubernetes.io/config.mirror\" annotation, "
          + quoted
          + " can only create mirror pods";
    }
    if (!node.equals(pod.object("spec").string("nodeName"))) {
      return quoted + " can only create pods with spec.nodeName set to itself";
    }
    List<JsonObject> owners = Meta.ownerReferences(pod);
    JsonObject self = objects.get("nodes", "", node);
    boolean ownedByNode =
        owners.size() == 1
            && "Node".equals(owners.getFirst().string("kind"))
            && node.equals(owners.getFirst().string("name"))
            && owners.getFirst().bool("controller", false)
            && self != null
            && Meta.uid(self).equals(owners.getFirst().string("uid"));
    if (!ownedByNode) {
      return quoted + " can only create pods with an owner reference set to itself";
    }
    for (var reference : PodReferences.of(pod)) {
      return quoted
          + " can not create pods that reference "
          + (reference.resource().equals("serviceaccounts")
              ? "a service account"
              : reference.resource());
    }
    return null;
  }

  private static String podStatus(Attributes request, String node) {
    if (!node.equals(request.old().object("spec").string("nodeName"))) {
      return "node \""
          + node
          + "\" can only update pod status for pods with spec.nodeName set to itself";
    }
    return Meta.labels(request.old()).equals(Meta.labels(request.object()))
        ? null
        : "node \"" + node + "\" cannot update labels through pod status";
  }

  private static String nodes(Attributes request, String node) {
    String quoted = "node \"" + node + "\" is not allowed to ";
    if (!Refusal.name(request).equals(node)) {
      return quoted + "modify node \"" + Refusal.name(request) + "\"";
    }
    return switch (request.operation()) {
      case CREATE -> {
        Set<String> wrong = forbiddenLabels(Map.of(), Meta.labels(request.object()));
        yield wrong.isEmpty()
            ? null
            : quoted + "set the following labels: " + String.join(", ", wrong);
      }
      case UPDATE -> {
        boolean taints =
            request
                .object()
                .object("spec")
                .array("taints")
                .equals(request.old().object("spec").array("taints"));
        if (!taints) {
          yield quoted + "modify taints";
        }
        Set<String> wrong =
            forbiddenLabels(Meta.labels(request.old()), Meta.labels(request.object()));
        yield wrong.isEmpty()
            ? null
            : "is not allowed to modify labels: " + String.join(", ", wrong);
      }
      default -> null;
    };
  }

  /** Labels by which a node could draw pods to itself. */
  static Set<String> forbiddenLabels(Map<String, String> old, Map<String, String> now) {
    Set<String> out = new TreeSet<>();
    Set<String> keys = new TreeSet<>(old.keySet());
    keys.addAll(now.keySet());
    for (String key : keys) {
      boolean changed = !Objects.equals(old.get(key), now.get(key));
      if (changed && isRestricted(key)) {
        out.add(key);
      }
    }
    return out;
  }

  private static boolean isRestricted(String key) {
    int slash = key.indexOf('/');
    String domain = slash < 0 ? "" : key.substring(0, slash);
    if (within(domain, "node-restriction.kubernetes.io")) {
      return true;
    }
    if (!within(domain, "kubernetes.io") && !within(domain, "k8s.io")) {
      return false;
    }
    return !LABELS.contains(key) && LABEL_DOMAINS.stream().noneMatch(d -> within(domain, d));
  }

  private static boolean within(String domain, String parent) {
    return domain.equals(parent) || domain.endsWith("." + parent);
  }

  private static String lease(Attributes request, String node) {
    if (!request.namespace().equals("kube-node-lease")) {
      return "can only access leases in the \"kube-node-lease\" system namespace";
    }
    return Refusal.name(request).equals(node)
        ? null
        : "can only access node lease with the same name as the requesting node";
  }

  private Future<JsonObject> token(Attributes request, String node) {
    JsonObject reference = request.object().object("spec").object("boundObjectRef");
    if (!"v1".equals(reference.string("apiVersion"))
        || !"Pod".equals(reference.string("kind"))
        || reference.string("name", "").isEmpty()) {
      return refuse(request, "node requested token not bound to a pod");
    }
    if (reference.string("uid", "").isEmpty()) {
      return refuse(request, "node requested token with a pod binding without a uid");
    }
    String name = reference.string("name");
    return objects
        .find("pods", request.namespace(), name)
        .map(
            pod -> {
              if (pod == null) {
                throw ApiException.notFound(Gvr.core("pods"), name);
              }
              if (!Meta.uid(pod).equals(reference.string("uid"))) {
                throw Refusal.forbidden(
                    request,
                    "the UID in the bound object reference ("
                        + reference.string("uid")
                        + ") does not match the UID in record. The object might have been deleted"
                        + " and then recreated");
              }
              if (!node.equals(pod.object("spec").string("nodeName"))) {
                throw Refusal.forbidden(
                    request, "node requested token bound to a pod scheduled on a different node");
              }
              return request.object();
            });
  }

  private static Future<JsonObject> judged(Attributes request, String why) {
    return why == null ? Future.succeededFuture(request.object()) : refuse(request, why);
  }

  private static Future<JsonObject> refuse(Attributes request, String why) {
    return Future.failedFuture(Refusal.forbidden(request, why));
  }
}
