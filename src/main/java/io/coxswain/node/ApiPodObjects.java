package io.coxswain.node;

import io.coxswain.client.KubeClient;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.node.journal.Journal;
import io.coxswain.node.volume.PodObjects;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Objects from the API, each kept in the journal for when the server is away. */
final class ApiPodObjects implements PodObjects {
  private static final String CONFIG_MAPS = "configmaps";
  private static final String SECRETS = "secrets";
  private final KubeClient client;
  private final Journal journal;

  ApiPodObjects(KubeClient client, Journal journal) {
    this.client = client;
    this.journal = journal;
  }

  @Override
  public Optional<JsonObject> configMap(String namespace, String name) {
    return find(CONFIG_MAPS, namespace, name);
  }

  @Override
  public Optional<JsonObject> secret(String namespace, String name) {
    return find(SECRETS, namespace, name);
  }

  private Optional<JsonObject> find(String resource, String namespace, String name) {
    String key = key(resource, namespace, name);
    try {
      Optional<JsonObject> found = client.find(Gvr.core(resource), namespace, name);
      if (found.isEmpty()) {
        journal.remove(key);
        return found;
      }
      JsonObject kept = Meta.without(found.get(), "managedFields");
      journal.put(key, kept);
      return Optional.of(kept);
    } catch (ApiException e) {
      JsonObject kept = journal.get(key);
      if (kept != null && away(e)) {
        return Optional.of(kept);
      }
      throw e;
    }
  }

  private static boolean away(ApiException e) {
    return e.is(Reason.SERVICE_UNAVAILABLE)
        || e.is(Reason.TIMEOUT)
        || e.is(Reason.SERVER_TIMEOUT)
        || e.is(Reason.INTERNAL_ERROR);
  }

  private static String key(String resource, String namespace, String name) {
    return resource + "/" + namespace + "/" + name;
  }

  @Override
  public JsonObject token(JsonObject pod, String audience, long expirationSeconds) {
    JsonObject reference =
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "Pod")
            .put("name", Meta.name(pod))
            .put("uid", Meta.uid(pod))
            .build();
    JsonObject.Builder spec =
        JsonObject.builder()
            .put("expirationSeconds", expirationSeconds)
            .put("boundObjectRef", reference);
    if (!audience.isEmpty()) {
      spec.put("audiences", JsonArray.ofStrings(audience));
    }
    JsonObject request =
        JsonObject.of("apiVersion", "authentication.k8s.io/v1")
            .with("kind", "TokenRequest")
            .with("spec", spec.build());
    String account = pod.object("spec").string("serviceAccountName", "default");
    return client
        .createSubresource(
            Gvr.core("serviceaccounts"), Meta.namespace(pod), account, "token", request)
        .object("status");
  }

  /** Forgets what none of these pods refers to. */
  void retain(List<JsonObject> pods) {
    Set<String> wanted = new HashSet<>();
    for (JsonObject pod : pods) {
      references(pod.object("spec"), Meta.namespace(pod), wanted);
    }
    for (String key : journal.all().keySet()) {
      boolean object = key.startsWith(CONFIG_MAPS + "/") || key.startsWith(SECRETS + "/");
      if (object && !wanted.contains(key)) {
        journal.remove(key);
      }
    }
  }

  /** Every place that names a config map or secret does so below one of these fields. */
  private static void references(Json value, String namespace, Set<String> out) {
    switch (value) {
      case JsonArray array -> array.forEach(item -> references(item, namespace, out));
      case JsonObject object ->
          object
              .fields()
              .forEach(
                  (field, below) -> {
                    reference(field, below, namespace, out);
                    references(below, namespace, out);
                  });
      default -> {}
    }
  }

  private static void reference(String field, Json value, String namespace, Set<String> out) {
    if (field.equals("imagePullSecrets") && value instanceof JsonArray array) {
      array.objects().forEach(o -> out.add(key(SECRETS, namespace, o.string("name", ""))));
    }
    if (!(value instanceof JsonObject o)) {
      return;
    }
    switch (field) {
      case "configMap", "configMapRef", "configMapKeyRef" ->
          out.add(key(CONFIG_MAPS, namespace, o.string("name", "")));
      case "secret", "secretRef", "secretKeyRef" ->
          out.add(key(SECRETS, namespace, o.string("secretName", o.string("name", ""))));
      default -> {}
    }
  }
}
