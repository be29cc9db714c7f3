package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import io.coxswain.kube.Quantity;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules of a pod's volumes. */
final class VolumeRules {
  private static final String MODE = "must be a number between 0 and 0777 (octal), both inclusive";
  private static final List<String> HOST_PATHS =
      List.of(
          "BlockDevice",
          "CharDevice",
          "Directory",
          "DirectoryOrCreate",
          "File",
          "FileOrCreate",
          "Socket");
  private static final List<String> PROJECTED =
      List.of(
          "secret",
          "configMap",
          "downwardAPI",
          "serviceAccountToken",
          "clusterTrustBundle",
          "podCertificate");

  /** What sources without rules of their own here must name. */
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "nfs", List.of("server", "path"),
          "csi", List.of("driver"),
          "persistentVolumeClaim", List.of("claimName"),
          "iscsi", List.of("targetPortal", "iqn"),
          "glusterfs", List.of("endpoints", "path"),
          "image", List.of("reference"));

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
    for (String type : volume.names()) {
      if (type.equals("name")) {
        continue;
      }
      String at = path + "." + type;
      if (count++ > 0) {
        errors.add(FieldError.forbidden(at, "may not specify more than 1 volume type"));
        continue;
      }
      sourceOf(at, type, volume.object(type), errors);
    }
    if (count == 0) {
      errors.add(FieldError.required(path, "must specify a volume type"));
    }
  }

  private static void sourceOf(
      String path, String type, JsonObject source, List<FieldError> errors) {
    switch (type) {
      case "emptyDir" -> {
        if (source.has("sizeLimit") && Quantity.of(source.get("sizeLimit")).signum() < 0) {
          errors.add(
              FieldError.forbidden(
                  path + ".sizeLimit", "SizeLimit field must be a valid resource quantity"));
        }
      }
      case "hostPath" -> hostPath(path, source, errors);
      case "configMap" -> {
        Check.required(path + ".name", source.string("name"), errors);
        files(path, source, errors);
      }
      case "secret" -> {
        Check.required(path + ".secretName", source.string("secretName"), errors);
        files(path, source, errors);
      }
      case "downwardAPI" -> {
        mode(path + ".defaultMode", source.get("defaultMode"), errors);
        downward(path, source, errors);
      }
      case "projected" -> projected(path, source, errors);
      default -> {
        for (String field : REQUIRED.getOrDefault(type, List.of())) {
          Check.required(path + "." + field, source.string(field), errors);
        }
      }
    }
  }

  private static void hostPath(String path, JsonObject source, List<FieldError> errors) {
    String where = source.string("path", "");
    if (Check.required(path + ".path", where, errors)
        && Arrays.asList(where.split("/")).contains("..")) {
      errors.add(FieldError.invalid(path + ".path", where, "must not contain '..'"));
    }
    String type = source.string("type", "");
    if (!type.isEmpty()) {
      Check.oneOf(path + ".type", type, HOST_PATHS, errors);
    }
  }

  private static void mode(String path, Json mode, List<FieldError> errors) {
    if (mode instanceof JsonNumber n && (n.longValue() < 0 || n.longValue() > 511)) {
      errors.add(FieldError.invalid(path, n, MODE));
    }
  }

  private static void files(String path, JsonObject source, List<FieldError> errors) {
    mode(path + ".defaultMode", source.get("defaultMode"), errors);
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

  private static void downward(String path, JsonObject source, List<FieldError> errors) {
    int i = 0;
    for (JsonObject item : source.objects("items")) {
      String at = path + ".items[" + i++ + "]";
      Check.required(at + ".path", item.string("path"), errors);
      inside(at + ".path", item.string("path", ""), errors);
      boolean field = item.has("fieldRef");
      boolean resource = item.has("resourceFieldRef");
      if (field) {
        EnvironmentRules.volumeFieldRef(at + ".fieldRef", item.object("fieldRef"), errors);
      }
      if (field && resource) {
        errors.add(
            FieldError.invalid(
                at,
                "resource",
                "fieldRef and resourceFieldRef can not be specified simultaneously"));
      } else if (!field && !resource) {
        errors.add(FieldError.required(at, "one of fieldRef and resourceFieldRef is required"));
      }
      mode(at + ".mode", item.get("mode"), errors);
    }
  }

  private static void projected(String path, JsonObject source, List<FieldError> errors) {
    mode(path + ".defaultMode", source.get("defaultMode"), errors);
    int i = 0;
    for (JsonObject each : source.objects("sources")) {
      String at = path + ".sources[" + i++ + "]";
      int count = 0;
      for (String type : PROJECTED) {
        if (!each.has(type)) {
          continue;
        }
        if (count++ > 0) {
          errors.add(
              FieldError.forbidden(at + "." + type, "may not specify more than 1 volume type"));
          continue;
        }
        projectedSource(at + "." + type, type, each.object(type), errors);
      }
      if (count == 0) {
        errors.add(FieldError.required(at, "must specify a volume type"));
      }
    }
  }

  private static void projectedSource(
      String path, String type, JsonObject source, List<FieldError> errors) {
    switch (type) {
      case "secret", "configMap" -> {
        Check.required(path + ".name", source.string("name"), errors);
        files(path, source, errors);
      }
      case "downwardAPI" -> downward(path, source, errors);
      case "serviceAccountToken" -> {
        Json seconds = source.get("expirationSeconds");
        if (seconds instanceof JsonNumber n && n.longValue() < 600) {
          errors.add(
              FieldError.invalid(
                  path + ".expirationSeconds",
                  n,
                  "may not specify a duration less than 10 minutes"));
        }
        if (seconds instanceof JsonNumber n && n.longValue() > 1L << 32) {
          errors.add(
              FieldError.invalid(
                  path + ".expirationSeconds",
                  n,
                  "may not specify a duration larger than 2^32 seconds"));
        }
        Check.required(path + ".path", source.string("path"), errors);
        inside(path + ".path", source.string("path", ""), errors);
      }
      default -> Check.required(path + ".path", source.string("path", "set"), errors);
    }
  }
}
