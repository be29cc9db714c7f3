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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Objects from the API, each kept in the journal for when the server is away. */
final class ApiPodObjects implements PodObjects {
  private static final String CONFIG_MAPS = "configmaps";
  private static final String SECRETS = "secrets";
  private static final String TOKENS = "tokens";
  private static final Duration SILENCE = Duration.ofSeconds(10);
  private final KubeClient client;
  private final Journal journal;
  private final InstantSource clock;
  private volatile Instant silentUntil = Instant.MIN;

  ApiPodObjects(KubeClient client, Journal journal, InstantSource clock) {
    this.client = client;
    this.journal = journal;
    this.clock = clock;
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
    return Optional.ofNullable(
        ask(
            key,
            () ->
                client
                    .find(Gvr.core(resource), namespace, name)
                    .map(found -> Meta.without(found, "managedFields"))
                    .orElse(null)));
  }

  /**
   * The server's answer, which is kept, or, while the server is away, the one kept before. After a
   * call in vain the next ones do not wait for it, for there are many when pods start together.
   *
   * @param call {@code null} means that there is no such object
   */
  private JsonObject ask(String key, Supplier<JsonObject> call) {
    JsonObject kept = journal.get(key);
    if (kept != null && clock.instant().isBefore(silentUntil)) {
      return kept;
    }
    try {
      JsonObject found = call.get();
      silentUntil = Instant.MIN;
      if (found == null) {
        journal.remove(key);
      } else {
        journal.put(key, found);
      }
      return found;
    } catch (ApiException e) {
      if (!away(e)) {
        throw e;
      }
      silentUntil = clock.instant().plus(SILENCE);
      if (kept == null) {
        throw e;
      }
      return kept;
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
    return ask(
        tokenKey(Meta.uid(pod), audience, expirationSeconds),
        () ->
            client
                .createSubresource(
                    Gvr.core("serviceaccounts"), Meta.namespace(pod), account, "token", request)
                .object("status"));
  }

  /** An audience may be any text: only a digest of it makes a file's name. */
  private static String tokenKey(String uid, String audience, long seconds) {
    UUID digest = UUID.nameUUIDFromBytes(audience.getBytes(StandardCharsets.UTF_8));
    return TOKENS + "/" + uid + "/" + digest + "-" + seconds;
  }

  /** Forgets what none of these pods refers to. */
  void retain(List<JsonObject> pods) {
    Set<String> wanted = new HashSet<>();
    for (JsonObject pod : pods) {
      references(pod.object("spec"), Meta.namespace(pod), wanted);
      wanted.add(key(TOKENS, Meta.uid(pod), ""));
    }
    for (String key : journal.all().keySet()) {
      boolean object = key.startsWith(CONFIG_MAPS + "/") || key.startsWith(SECRETS + "/");
      boolean token = key.startsWith(TOKENS + "/");
      String name = token ? key.substring(0, key.lastIndexOf('/') + 1) : key;
      if ((object || token) && !wanted.contains(name)) {
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
