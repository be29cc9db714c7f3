package io.coxswain.node.volume;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What volumes of objects contain: files by relative path. */
final class Payloads {
  private static final int DEFAULT_MODE = 0644;
  private static final int OWNER_ONLY = 0600;
  private static final long HOUR = 3_600;
  private final PodObjects objects;
  private final Tokens tokens;

  Payloads(PodObjects objects, Tokens tokens) {
    this.objects = objects;
    this.tokens = tokens;
  }

  /** The files of a configMap, secret, downwardAPI or projected volume; null for other volumes. */
  Map<String, PayloadFile> of(JsonObject pod, JsonObject volume, JsonObject allocatable) {
    Map<String, PayloadFile> files = new LinkedHashMap<>();
    if (volume.has("configMap")) {
      JsonObject source = volume.object("configMap");
      configMap(files, pod, source, mode(source, DEFAULT_MODE));
    } else if (volume.has("secret")) {
      JsonObject source = volume.object("secret");
      JsonObject named = source.with("name", source.string("secretName", ""));
      secret(files, pod, named, mode(source, DEFAULT_MODE));
    } else if (volume.has("downwardAPI")) {
      JsonObject source = volume.object("downwardAPI");
      downward(files, pod, source, mode(source, DEFAULT_MODE), allocatable);
    } else if (volume.has("projected")) {
      JsonObject projected = volume.object("projected");
      int mode = mode(projected, DEFAULT_MODE);
      for (JsonObject source : projected.objects("sources")) {
        projected(files, pod, source, mode, allocatable);
      }
    } else {
      return null;
    }
    return files;
  }

  private void projected(
      Map<String, PayloadFile> files,
      JsonObject pod,
      JsonObject source,
      int mode,
      JsonObject allocatable) {
    if (source.has("configMap")) {
      configMap(files, pod, source.object("configMap"), mode);
    } else if (source.has("secret")) {
      secret(files, pod, source.object("secret"), mode);
    } else if (source.has("downwardAPI")) {
      downward(files, pod, source.object("downwardAPI"), mode, allocatable);
    } else if (source.has("serviceAccountToken")) {
      token(files, pod, source.object("serviceAccountToken"), mode);
    }
  }

  private void configMap(
      Map<String, PayloadFile> files, JsonObject pod, JsonObject source, int mode) {
    String name = source.string("name", "");
    Optional<JsonObject> found = objects.configMap(Meta.namespace(pod), name);
    Map<String, byte[]> data = new LinkedHashMap<>();
    if (found.isEmpty()) {
      if (source.bool("optional", false)) {
        return;
      }
      throw missing("configmap", name);
    }
    found
        .get()
        .object("data")
        .stringMap()
        .forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
    decode(found.get().object("binaryData"), data);
    project(files, source, data, mode, "configmap");
  }

  private void secret(Map<String, PayloadFile> files, JsonObject pod, JsonObject source, int mode) {
    String name = source.string("name", "");
    Optional<JsonObject> found = objects.secret(Meta.namespace(pod), name);
    if (found.isEmpty()) {
      if (source.bool("optional", false)) {
        return;
      }
      throw missing("secret", name);
    }
    Map<String, byte[]> data = new LinkedHashMap<>();
    decode(found.get().object("data"), data);
    project(files, source, data, mode, "secret");
  }

  private static ApiException missing(String kind, String name) {
    return new ApiException(Status.failure(Reason.NOT_FOUND, kind + " \"" + name + "\" not found"));
  }

  private static void decode(JsonObject base64, Map<String, byte[]> out) {
    base64.stringMap().forEach((key, value) -> out.put(key, Base64.getDecoder().decode(value)));
  }

  private static void project(
      Map<String, PayloadFile> files,
      JsonObject source,
      Map<String, byte[]> data,
      int mode,
      String kind) {
    List<JsonObject> items = source.objects("items");
    if (items.isEmpty()) {
      data.forEach((key, value) -> files.put(key, PayloadFile.of(value, mode)));
      return;
    }
    for (JsonObject item : items) {
      String key = item.string("key", "");
      byte[] value = data.get(key);
      if (value != null) {
        files.put(path(item), PayloadFile.of(value, mode(item, "mode", mode)));
      } else if (!source.bool("optional", false)) {
        throw ApiException.badRequest(
            kind.equals("secret")
                ? "references non-existent secret key: " + key
                : "configmap references non-existent config key: " + key);
      }
    }
  }

  private static void downward(
      Map<String, PayloadFile> files,
      JsonObject pod,
      JsonObject source,
      int mode,
      JsonObject allocatable) {
    for (JsonObject item : source.objects("items")) {
      String value;
      if (item.has("fieldRef")) {
        value = DownwardFields.field(pod, item.object("fieldRef").string("fieldPath", ""));
      } else {
        JsonObject reference = item.object("resourceFieldRef");
        JsonObject container = container(pod, reference.string("containerName", ""));
        value = DownwardFields.resource(container, reference, allocatable);
      }
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      files.put(path(item), PayloadFile.of(bytes, mode(item, "mode", mode)));
    }
  }

  private static JsonObject container(JsonObject pod, String name) {
    JsonObject spec = pod.object("spec");
    for (String list : List.of("containers", "initContainers")) {
      for (JsonObject container : spec.objects(list)) {
        if (container.string("name", "").equals(name)) {
          return container;
        }
      }
    }
    throw ApiException.badRequest("container " + name + " not found");
  }

  /** A pod may start without its token while the server is away; it gets one afterwards. */
  private void token(Map<String, PayloadFile> files, JsonObject pod, JsonObject source, int mode) {
    long seconds = source.integer("expirationSeconds", HOUR);
    String token;
    try {
      token = tokens.get(pod, source.string("audience", ""), seconds);
    } catch (ApiException e) {
      if (e.is(Reason.SERVICE_UNAVAILABLE) || e.is(Reason.TIMEOUT)) {
        return;
      }
      throw e;
    }
    JsonObject security = pod.object("spec").object("securityContext");
    long user = RunAsUsers.common(pod);
    boolean restricted = security.has("fsGroup") || user >= 0;
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    files.put(path(source), new PayloadFile(bytes, restricted ? OWNER_ONLY : mode, user));
  }

  private static String path(JsonObject item) {
    String path = item.string("path", "");
    for (java.nio.file.Path part : java.nio.file.Path.of(path)) {
      if (part.toString().equals("..") || path.startsWith("/")) {
        throw ApiException.badRequest("invalid path: " + path);
      }
    }
    return path;
  }

  private static int mode(JsonObject source, int otherwise) {
    return mode(source, "defaultMode", otherwise);
  }

  private static int mode(JsonObject source, String field, int otherwise) {
    return (int) source.integer(field, otherwise);
  }
}
