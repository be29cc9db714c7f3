package io.coxswain.api.authz;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Every object the node of a pod must read to run it. */
public final class PodReferences {
  private static final List<String> CONTAINERS =
      List.of("initContainers", "containers", "ephemeralContainers");

  private PodReferences() {}

  /** One referenced object of the pod's namespace. */
  public record Reference(String resource, String namespace, String name) {}

  /** Secrets, ConfigMaps, claims and the service account that {@code pod} names. */
  public static Set<Reference> of(JsonObject pod) {
    Set<Reference> out = new LinkedHashSet<>();
    String namespace = Meta.namespace(pod);
    JsonObject spec = pod.object("spec");
    add(out, "serviceaccounts", namespace, spec.string("serviceAccountName", ""));
    for (JsonObject secret : spec.objects("imagePullSecrets")) {
      add(out, "secrets", namespace, secret.string("name", ""));
    }
    for (String list : CONTAINERS) {
      for (JsonObject container : spec.objects(list)) {
        addContainer(out, namespace, container);
      }
    }
    for (JsonObject volume : spec.objects("volumes")) {
      addVolume(out, namespace, Meta.name(pod), volume);
    }
    return out;
  }

  private static void addContainer(Set<Reference> out, String namespace, JsonObject container) {
    for (JsonObject from : container.objects("envFrom")) {
      add(out, "secrets", namespace, from.object("secretRef").string("name", ""));
      add(out, "configmaps", namespace, from.object("configMapRef").string("name", ""));
    }
    for (JsonObject variable : container.objects("env")) {
      JsonObject from = variable.object("valueFrom");
      add(out, "secrets", namespace, from.object("secretKeyRef").string("name", ""));
      add(out, "configmaps", namespace, from.object("configMapKeyRef").string("name", ""));
    }
  }

  private static void addVolume(
      Set<Reference> out, String namespace, String podName, JsonObject volume) {
    String claims = "persistentvolumeclaims";
    add(out, "secrets", namespace, volume.object("secret").string("secretName", ""));
    add(out, "configmaps", namespace, volume.object("configMap").string("name", ""));
    add(out, claims, namespace, volume.object("persistentVolumeClaim").string("claimName", ""));
    if (volume.has("ephemeral")) {
      add(out, claims, namespace, podName + "-" + volume.string("name", ""));
    }
    String publish = volume.object("csi").object("nodePublishSecretRef").string("name", "");
    add(out, "secrets", namespace, publish);
    for (JsonObject source : volume.object("projected").objects("sources")) {
      add(out, "secrets", namespace, source.object("secret").string("name", ""));
      add(out, "configmaps", namespace, source.object("configMap").string("name", ""));
    }
  }

  private static void add(Set<Reference> out, String resource, String namespace, String name) {
    if (!name.isEmpty()) {
      out.add(new Reference(resource, namespace, name));
    }
  }
}
