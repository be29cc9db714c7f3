package io.coxswain.api.authz;

import io.coxswain.api.authz.PodReferences.Reference;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What each node may see because a pod bound to it needs it: pod → its references, claim → volume →
 * the volume's secrets. One thread changes it (the cache's feed), any number read.
 */
public final class NodeGraph {
  /** The storage resources it must be told of. */
  public static final List<String> RESOURCES =
      List.of("pods", "persistentvolumes", "volumeattachments.storage.k8s.io");

  // node -> object -> the pods (namespace/name) that need it
  private final Map<String, Map<Reference, Set<String>>> needs = new ConcurrentHashMap<>();
  private final Map<String, Volume> volumes = new ConcurrentHashMap<>();
  private final Map<String, String> attachmentNodes = new ConcurrentHashMap<>();

  private record Volume(Reference claim, Set<Reference> secrets) {}

  /** Takes over one change; either object is {@code null} for a creation or deletion. */
  public void changed(String resource, JsonObject old, JsonObject now) {
    switch (resource) {
      case "pods" -> podChanged(old, now);
      case "persistentvolumes" -> {
        if (now != null) {
          volumes.put(Meta.name(now), volume(now));
        } else if (old != null) {
          volumes.remove(Meta.name(old));
        }
      }
      case "volumeattachments.storage.k8s.io" -> {
        if (now != null) {
          attachmentNodes.put(Meta.name(now), now.object("spec").string("nodeName", ""));
        } else if (old != null) {
          attachmentNodes.remove(Meta.name(old));
        }
      }
      default -> {}
    }
  }

  private void podChanged(JsonObject old, JsonObject now) {
    String oldNode = nodeOf(old);
    String newNode = nodeOf(now);
    Set<Reference> before = oldNode.isEmpty() ? Set.of() : references(old);
    Set<Reference> after = newNode.isEmpty() ? Set.of() : references(now);
    if (oldNode.equals(newNode) && before.equals(after)) {
      return;
    }
    String pod = Meta.namespace(now == null ? old : now) + "/" + Meta.name(now == null ? old : now);
    for (Reference reference : after) {
      needs
          .computeIfAbsent(newNode, n -> new ConcurrentHashMap<>())
          .computeIfAbsent(reference, r -> ConcurrentHashMap.newKeySet())
          .add(pod);
    }
    for (Reference reference : before) {
      if (!oldNode.equals(newNode) || !after.contains(reference)) {
        remove(oldNode, reference, pod);
      }
    }
  }

  private void remove(String node, Reference reference, String pod) {
    Map<Reference, Set<String>> ofNode = needs.get(node);
    Set<String> pods = ofNode == null ? null : ofNode.get(reference);
    if (pods == null) {
      return;
    }
    pods.remove(pod);
    if (pods.isEmpty()) {
      ofNode.remove(reference);
    }
    if (ofNode.isEmpty()) {
      needs.remove(node);
    }
  }

  private static String nodeOf(JsonObject pod) {
    return pod == null ? "" : pod.object("spec").string("nodeName", "");
  }

  /**
   * A node creates the mirror pods of its static pods itself: what they name must give it nothing,
   * or it could read any secret by writing a pod.
   */
  private static Set<Reference> references(JsonObject pod) {
    Reference self = new Reference("pods", Meta.namespace(pod), Meta.name(pod));
    if (Meta.annotation(pod, "kubernetes.io/config.mirror") != null) {
      return Set.of(self);
    }
    Set<Reference> out = new HashSet<>(PodReferences.of(pod));
    out.add(self);
    return out;
  }

  private static Volume volume(JsonObject volume) {
    JsonObject spec = volume.object("spec");
    JsonObject claim = spec.object("claimRef");
    Set<Reference> secrets = new HashSet<>();
    JsonObject csi = spec.object("csi");
    for (String field :
        List.of("nodePublishSecretRef", "nodeStageSecretRef", "nodeExpandSecretRef")) {
      JsonObject secret = csi.object(field);
      if (secret.has("name")) {
        secrets.add(
            new Reference("secrets", secret.string("namespace", ""), secret.string("name", "")));
      }
    }
    return new Volume(
        new Reference(
            "persistentvolumeclaims", claim.string("namespace", ""), claim.string("name", "")),
        secrets);
  }

  /** Whether the node may see the object: {@code resource} without group. */
  boolean reaches(String node, String resource, String namespace, String name) {
    Map<Reference, Set<String>> ofNode = needs.getOrDefault(node, Map.of());
    Reference wanted = new Reference(resource, namespace, name);
    if (ofNode.containsKey(wanted)) {
      return true;
    }
    return switch (resource) {
      case "persistentvolumes" -> {
        Volume volume = volumes.get(name);
        yield volume != null && ofNode.containsKey(volume.claim());
      }
      case "secrets" ->
          volumes.values().stream()
              .anyMatch(v -> v.secrets().contains(wanted) && ofNode.containsKey(v.claim()));
      case "volumeattachments" -> node.equals(attachmentNodes.get(name));
      default -> false;
    };
  }
}
