package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import io.coxswain.kube.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules of a pod's volumes. */
final class VolumeRules {
  private static final String MODE = "must be a number between 0 and 0777 (octal), both inclusive";
  private static final List<String> RESOURCES =
      List.of(
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory");
  private static final List<String> PROJECTED =
      List.of(
          "secret",
          "configMap",
          "downwardAPI",
          "serviceAccountToken",
          "clusterTrustBundle",
          "podCertificate");

  /** The order in which sources are looked at: the first one is judged, the others are too many. */
  private static final List<String> ORDER =
      List.of(
          "emptyDir",
          "hostPath",
          "gitRepo",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "secret",
          "nfs",
          "iscsi",
          "glusterfs",
          "flocker",
          "persistentVolumeClaim",
          "rbd",
          "cinder",
          "cephfs",
          "quobyte",
          "downwardAPI",
          "fc",
          "flexVolume",
          "configMap",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "storageos",
          "projected",
          "scaleIO",
          "csi",
          "ephemeral",
          "image");

  private VolumeRules() {}

  static void validate(String path, JsonObject spec, List<FieldError> errors) {
    Set<String> names = new HashSet<>();
    int i = 0;
    for (JsonObject volume : spec.objects("volumes")) {
      String at = path + "[" + i++ + "]";
      source(at, volume, errors);
      String name = volume.string("name", "");
      if (!Check.required(at + ".name", name, errors)) {
        continue;
      }
      String wrong = Names.dnsLabel(name);
      Check.invalid(at + ".name", name, wrong, errors);
      if (wrong == null && !names.add(name)) {
        errors.add(FieldError.duplicate(at + ".name", name));
      }
    }
  }

  private static void source(String path, JsonObject volume, List<FieldError> errors) {
    int count = 0;
    for (String type : ORDER) {
      if (!volume.has(type)) {
        continue;
      }
      if (count++ > 0) {
        String called = type.equals("cephfs") ? "cephFS" : type;
        errors.add(FieldError.forbidden(path + "." + called, VolumeSourceRules.ONE_TYPE));
        continue;
      }
      sourceOf(path, type, volume.object(type), errors);
    }
    if (count == 0) {
      errors.add(FieldError.required(path, "must specify a volume type"));
    }
  }

  private static void sourceOf(
      String parent, String type, JsonObject source, List<FieldError> errors) {
    String path = parent + "." + type;
    switch (type) {
      case "emptyDir" -> {
        if (source.has("sizeLimit") && Quantity.of(source.get("sizeLimit")).signum() < 0) {
          errors.add(
              FieldError.forbidden(
                  path + ".sizeLimit", "SizeLimit field must be a valid resource quantity"));
        }
      }
      case "configMap" -> {
        Check.required(path + ".name", source.string("name"), errors);
        mode(path + ".defaultMode", source.get("defaultMode"), errors);
        files(path, source, errors);
      }
      case "secret" -> {
        Check.required(path + ".secretName", source.string("secretName"), errors);
        mode(path + ".defaultMode", source.get("defaultMode"), errors);
        files(path, source, errors);
      }
      case "downwardAPI" -> {
        mode(path + ".defaultMode", source.get("defaultMode"), errors);
        downward(path, source, errors);
      }
      case "projected" -> projected(path, source, errors);
      case "ephemeral" -> ephemeral(path + ".volumeClaimTemplate", source, errors);
      default -> VolumeSourceRules.validate(parent, type, source, false, errors);
    }
  }

  private static void ephemeral(String path, JsonObject source, List<FieldError> errors) {
    if (!source.has("volumeClaimTemplate")) {
      errors.add(FieldError.required(path, ""));
      return;
    }
    JsonObject template = source.object("volumeClaimTemplate");
    JsonObject metadata = template.object("metadata");
    Check.labels(path + ".metadata.labels", metadata.object("labels"), errors);
    for (String field : metadata.names()) {
      if (!field.equals("labels") && !field.equals("annotations")) {
        errors.add(FieldError.forbidden(path + ".metadata." + field, "cannot be set"));
      }
    }
    ClaimStrategy.spec(path + ".spec", template.object("spec"), errors);
  }

  private static void mode(String path, Json mode, List<FieldError> errors) {
    if (mode instanceof JsonNumber n && (n.longValue() < 0 || n.longValue() > 511)) {
      errors.add(FieldError.invalid(path, n, MODE));
    }
  }

  private static void files(String path, JsonObject source, List<FieldError> errors) {
    int i = 0;
    for (JsonObject item : source.objects("items")) {
      String at = path + ".items[" + i++ + "]";
      Check.required(at + ".key", item.string("key"), errors);
      Check.required(at + ".path", item.string("path"), errors);
      inside(at + ".path", item.string("path", ""), errors);
      mode(at + ".mode", item.get("mode"), errors);
    }
  }

  private static void inside(String path, String value, List<FieldError> errors) {
    ContainerRules.subPath(path, value, errors);
    if (value.startsWith("..") && !value.startsWith("../") && !value.equals("..")) {
      errors.add(FieldError.invalid(path, value, "must not start with '..'"));
    }
  }

  /** Upstream names the source where an item is wrong, not the item. */
  private static void downward(String path, JsonObject source, List<FieldError> errors) {
    for (JsonObject item : source.objects("items")) {
      Check.required(path + ".path", item.string("path"), errors);
      inside(path + ".path", item.string("path", ""), errors);
      boolean field = item.has("fieldRef");
      boolean resource = item.has("resourceFieldRef");
      if (field) {
        EnvironmentRules.volumeFieldRef(path + ".fieldRef", item.object("fieldRef"), errors);
        if (resource) {
          errors.add(
              FieldError.invalid(
                  path,
                  "resource",
                  "fieldRef and resourceFieldRef can not be specified simultaneously"));
        }
      } else if (resource) {
        resource(path + ".resourceFieldRef", item.object("resourceFieldRef"), errors);
      } else {
        errors.add(FieldError.required(path, "one of fieldRef and resourceFieldRef is required"));
      }
      mode(path + ".mode", item.get("mode"), errors);
    }
  }

  private static void resource(String path, JsonObject ref, List<FieldError> errors) {
    String resource = ref.string("resource", "");
    if (ref.string("containerName", "").isEmpty()) {
      errors.add(FieldError.required(path + ".containerName", ""));
    } else if (resource.isEmpty()) {
      errors.add(FieldError.required(path + ".resource", ""));
    } else if (!RESOURCES.contains(resource)
        && !resource.startsWith("limits.hugepages-")
        && !resource.startsWith("requests.hugepages-")) {
      errors.add(FieldError.notSupported(path + ".resource", resource, RESOURCES));
    }
  }

  private static void projected(String path, JsonObject source, List<FieldError> errors) {
    mode(path + ".defaultMode", source.get("defaultMode"), errors);
    Set<String> paths = new HashSet<>();
    int i = 0;
    for (JsonObject each : source.objects("sources")) {
      String at = path + ".sources[" + i++ + "]";
      int count = 0;
      for (String type : PROJECTED) {
        if (each.has(type)) {
          count++;
          projectedSource(path, at + "." + type, type, each.object(type), paths, errors);
        }
      }
      if (count > 1) {
        errors.add(FieldError.forbidden(at, "may not specify more than 1 volume type per source"));
      }
    }
  }

  private static void projectedSource(
      String volume,
      String path,
      String type,
      JsonObject source,
      Set<String> paths,
      List<FieldError> errors) {
    switch (type) {
      case "secret", "configMap" -> {
        Check.required(path + ".name", source.string("name"), errors);
        files(path, source, errors);
        for (JsonObject item : source.objects("items")) {
          String where = item.string("path", "");
          once(volume, where, source.string("name", ""), paths, errors);
        }
      }
      case "downwardAPI" -> {
        downward(path, source, errors);
        for (JsonObject item : source.objects("items")) {
          String where = item.string("path", "");
          once(volume, where, where, paths, errors);
        }
      }
      case "serviceAccountToken" -> {
        if (source.get("expirationSeconds") instanceof JsonNumber n) {
          StorageRules.tokenLife(path + ".expirationSeconds", n, errors);
        }
        Check.required(volume + ".path", source.string("path"), errors);
        inside(volume + ".path", source.string("path", ""), errors);
      }
      case "clusterTrustBundle" -> {
        trustBundle(path, source, errors);
        Check.required(path + ".path", source.string("path"), errors);
        inside(path + ".path", source.string("path", ""), errors);
        once(volume, source.string("path", ""), source.string("path", ""), paths, errors);
      }
      default -> {}
    }
  }

  private static void trustBundle(String path, JsonObject source, List<FieldError> errors) {
    boolean named = source.has("name");
    boolean signed = source.has("signerName");
    if (named && signed) {
      errors.add(FieldError.invalid(path, source, "only one of name and signerName may be used"));
    } else if (!named && !signed) {
      errors.add(FieldError.required(path, "either name or signerName must be specified"));
    } else if (named) {
      if (source.string("name", "").isEmpty()) {
        errors.add(FieldError.required(path + ".name", "must be a valid object name"));
      }
      if (source.has("labelSelector")) {
        errors.add(
            FieldError.invalid(
                path + ".labelSelector",
                source.get("labelSelector"),
                "labelSelector must be unset if name is specified"));
      }
    } else if (source.string("signerName", "").isEmpty()) {
      errors.add(FieldError.required(path + ".signerName", "must be a valid signer name"));
    }
  }

  /** Two sources may not write one file. */
  private static void once(
      String path, String file, String shown, Set<String> paths, List<FieldError> errors) {
    if (!file.isEmpty() && !paths.add(file)) {
      errors.add(FieldError.invalid(path, shown, "conflicting duplicate paths"));
    }
  }
}
