package io.coxswain.api.admission;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Gives every pod a service account that exists, and its containers the account's token (upstream:
 * plugin/pkg/admission/serviceaccount, with bound token volumes).
 */
public final class ServiceAccountAdmission implements AdmissionPlugin {
  /** Where client libraries look for the token. */
  static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

  private static final String VOLUME_PREFIX = "kube-api-access-";
  private static final int ATTEMPTS = 10;
  private static final long PAUSE_MILLIS = 100;

  private final ClusterObjects objects;
  private final Supplier<String> suffixes;
  private final LongFunction<Future<Void>> pause;

  /**
   * @param suffixes makes the five random characters of a volume's name
   * @param pause completes after so many milliseconds
   */
  public ServiceAccountAdmission(
      ClusterObjects objects, Supplier<String> suffixes, LongFunction<Future<Void>> pause) {
    this.objects = objects;
    this.suffixes = suffixes;
    this.pause = pause;
  }

  @Override
  public String name() {
    return "ServiceAccount";
  }

  @Override
  public Future<JsonObject> admit(Attributes request) {
    if (request.operation() != Attributes.Operation.CREATE || !request.isFor("pods")) {
      return Future.succeededFuture(request.object());
    }
    JsonObject pod = request.object();
    if (Meta.annotation(pod, "kubernetes.io/config.mirror") != null) {
      return mirror(request, pod);
    }
    String asked = pod.object("spec").string("serviceAccountName", "");
    String account = asked.isEmpty() ? "default" : asked;
    // The default account of a new namespace is on its way: wait for it as upstream does.
    return find(request, account, account.equals("default") ? ATTEMPTS : 1)
        .map(found -> withAccount(pod, account, found));
  }

  private static Future<JsonObject> mirror(Attributes request, JsonObject pod) {
    if (!pod.object("spec").string("serviceAccountName", "").isEmpty()) {
      return Future.failedFuture(
          Refusal.forbidden(request, "a mirror pod may not reference service accounts"));
    }
    boolean tokens =
        pod.object("spec").objects("volumes").stream()
            .flatMap(v -> v.object("projected").objects("sources").stream())
            .anyMatch(s -> s.has("serviceAccountToken"));
    return tokens
        ? Future.failedFuture(
            Refusal.forbidden(
                request, "a mirror pod may not use ServiceAccountToken volume projections"))
        : Future.succeededFuture(pod);
  }

  private Future<JsonObject> find(Attributes request, String account, int attempts) {
    return objects
        .find("serviceaccounts", request.namespace(), account)
        .compose(
            found -> {
              if (found != null) {
                return Future.succeededFuture(found);
              }
              if (attempts > 1) {
                return pause
                    .apply(PAUSE_MILLIS)
                    .compose(ignored -> find(request, account, attempts - 1));
              }
              return Future.failedFuture(
                  Refusal.forbidden(
                      request,
                      "error looking up service account "
                          + request.namespace()
                          + "/"
                          + account
                          + ": serviceaccount \""
                          + account
                          + "\" not found"));
            });
  }

  private JsonObject withAccount(JsonObject pod, String account, JsonObject serviceAccount) {
    JsonObject spec = pod.object("spec").with("serviceAccountName", account);
    if (mounts(spec, serviceAccount)) {
      spec = withToken(spec);
    }
    if (spec.array("imagePullSecrets").isEmpty()
        && !serviceAccount.array("imagePullSecrets").isEmpty()) {
      spec = spec.with("imagePullSecrets", serviceAccount.array("imagePullSecrets"));
    }
    return pod.with("spec", spec);
  }

  /** The pod's own wish wins over its account's; the default is yes. */
  private static boolean mounts(JsonObject spec, JsonObject serviceAccount) {
    return spec.has("automountServiceAccountToken")
        ? spec.bool("automountServiceAccountToken", true)
        : serviceAccount.bool("automountServiceAccountToken", true);
  }

  private JsonObject withToken(JsonObject spec) {
    String existing = "";
    List<String> names = new ArrayList<>();
    for (JsonObject volume : spec.objects("volumes")) {
      String name = volume.string("name", "");
      names.add(name);
      if (name.startsWith(VOLUME_PREFIX)) {
        existing = name;
      }
    }
    String name = existing.isEmpty() ? VOLUME_PREFIX + suffixes.get() : existing;
    while (existing.isEmpty() && names.contains(name)) {
      name = VOLUME_PREFIX + suffixes.get();
    }
    JsonObject mount =
        JsonObject.builder()
            .put("name", name)
            .put("readOnly", true)
            .put("mountPath", MOUNT_PATH)
            .build();
    JsonObject mounted = spec;
    for (String list : List.of("initContainers", "containers")) {
      if (spec.has(list)) {
        mounted = mounted.with(list, spec.array(list).map(c -> withMount(c, mount)));
      }
    }
    if (mounted == spec || !existing.isEmpty() || mounted.equals(spec)) {
      return mounted;
    }
    return mounted.with("volumes", spec.array("volumes").with(volume(name)));
  }

  private static Json withMount(Json json, JsonObject mount) {
    if (!(json instanceof JsonObject container)) {
      return json;
    }
    boolean taken =
        container.objects("volumeMounts").stream()
            .anyMatch(m -> MOUNT_PATH.equals(m.string("mountPath")));
    return taken
        ? container
        : container.with("volumeMounts", container.array("volumeMounts").with(mount));
  }

  private static JsonObject volume(String name) {
    JsonObject token =
        JsonObject.builder().put("expirationSeconds", 3_607).put("path", "token").build();
    JsonObject authority =
        JsonObject.builder()
            .put("name", "kube-root-ca.crt")
            .put("items", JsonArray.of(item("key", "ca.crt", "ca.crt")))
            .build();
    JsonObject namespace =
        JsonObject.builder()
            .put("path", "namespace")
            .put(
                "fieldRef",
                JsonObject.builder()
                    .put("apiVersion", "v1")
                    .put("fieldPath", "metadata.namespace")
                    .build())
            .build();
    JsonArray sources =
        JsonArray.of(
            JsonObject.of("serviceAccountToken", token),
            JsonObject.of("configMap", authority),
            JsonObject.of("downwardAPI", JsonObject.of("items", JsonArray.of(namespace))));
    return JsonObject.builder()
        .put("name", name)
        .put(
            "projected",
            JsonObject.builder().put("sources", sources).put("defaultMode", 420).build())
        .build();
  }

  private static JsonObject item(String field, String key, String path) {
    return JsonObject.builder().put(field, key).put("path", path).build();
  }
}
