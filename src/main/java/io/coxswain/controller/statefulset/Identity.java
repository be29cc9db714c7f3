package io.coxswain.controller.statefulset;

import io.coxswain.controller.Pods;
import io.coxswain.controller.RevisionHistory;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What makes a pod the n-th of its set: name, host name, claims. */
final class Identity {
  private Identity() {}

  static int start(JsonObject set) {
    return (int) set.objectAt("spec", "ordinals").integer("start", 0);
  }

  static int replicas(JsonObject set) {
    return (int) set.object("spec").integer("replicas", 1);
  }

  static String podName(JsonObject set, int ordinal) {
    return Meta.name(set) + "-" + ordinal;
  }

  /** The ordinal in the pod's name; -1 where the name is not one of the set's. */
  static int ordinal(JsonObject set, JsonObject pod) {
    String name = Meta.name(pod);
    String prefix = Meta.name(set) + "-";
    if (!name.startsWith(prefix)) {
      return -1;
    }
    String rest = name.substring(prefix.length());
    boolean digits = !rest.isEmpty() && rest.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && rest.length() < 10 ? Integer.parseInt(rest) : -1;
  }

  /** The revision's name, as pods of a StatefulSet carry it. */
  static String revision(JsonObject pod) {
    return Meta.labels(pod).getOrDefault(RevisionHistory.HASH_LABEL, "");
  }

  /**
   * @param revision whose template the pod has
   */
  static JsonObject pod(JsonObject set, JsonObject revision, int ordinal) {
    JsonObject template = revision.objectAt("data", "spec", "template").without("$patch");
    JsonObject pod = Pods.fromTemplate(template, set, "");
    String name = podName(set, ordinal);
    pod = Meta.with(Meta.without(pod, "generateName"), "name", name);
    pod = Meta.withLabel(pod, RevisionHistory.HASH_LABEL, Meta.name(revision));
    pod = Meta.withLabel(pod, "statefulset.kubernetes.io/pod-name", name);
    pod = Meta.withLabel(pod, "apps.kubernetes.io/pod-index", Integer.toString(ordinal));
    JsonObject spec = pod.object("spec").with("hostname", name);
    String service = set.object("spec").string("serviceName", "");
    if (!service.isEmpty()) {
      spec = spec.with("subdomain", service);
    }
    return pod.with("spec", withVolumes(set, spec, ordinal));
  }

  private static JsonObject withVolumes(JsonObject set, JsonObject spec, int ordinal) {
    List<JsonObject> templates = set.object("spec").objects("volumeClaimTemplates");
    if (templates.isEmpty()) {
      return spec;
    }
    List<JsonObject> volumes = new ArrayList<>();
    Set<String> claimed = new HashSet<>();
    for (JsonObject template : templates) {
      claimed.add(Meta.name(template));
      JsonObject source =
          JsonObject.of("claimName", claimName(set, template, ordinal)).with("readOnly", false);
      volumes.add(JsonObject.of("name", Meta.name(template)).with("persistentVolumeClaim", source));
    }
    for (JsonObject volume : spec.objects("volumes")) {
      if (!claimed.contains(volume.string("name", ""))) {
        volumes.add(volume);
      }
    }
    return spec.with("volumes", JsonArray.of(volumes));
  }

  private static String claimName(JsonObject set, JsonObject template, int ordinal) {
    return Meta.name(template) + "-" + podName(set, ordinal);
  }

  /** The claims the n-th pod needs. */
  static List<JsonObject> claims(JsonObject set, int ordinal) {
    JsonObject labels = set.objectAt("spec", "selector", "matchLabels");
    List<JsonObject> out = new ArrayList<>();
    for (JsonObject template : set.object("spec").objects("volumeClaimTemplates")) {
      JsonObject.Builder all = template.object("metadata").object("labels").toBuilder();
      JsonObject metadata =
          template
              .object("metadata")
              .with("name", claimName(set, template, ordinal))
              .with("namespace", Meta.namespace(set))
              .with("labels", all.putAll(labels).build())
              .without("creationTimestamp");
      out.add(
          template
              .with("apiVersion", "v1")
              .with("kind", "PersistentVolumeClaim")
              .with("metadata", metadata)
              .without("status"));
    }
    return out;
  }
}
