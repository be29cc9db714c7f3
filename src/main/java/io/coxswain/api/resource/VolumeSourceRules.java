package io.coxswain.api.resource;

import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Rules of what volumes are made of, in pods and in PersistentVolumes alike. */
final class VolumeSourceRules {
  static final String ONE_TYPE = "may not specify more than 1 volume type";
  private static final List<String> HOST_PATHS =
      List.of(
          "",
          "BlockDevice",
          "CharDevice",
          "Directory",
          "DirectoryOrCreate",
          "File",
          "FileOrCreate",
          "Socket");

  /** What a source must name. */
  private static final Map<String, List<String>> REQUIRED =
      Map.ofEntries(
          Map.entry("hostPath", List.of("path")),
          Map.entry("gitRepo", List.of("repository")),
          Map.entry("gcePersistentDisk", List.of("pdName")),
          Map.entry("awsElasticBlockStore", List.of("volumeID")),
          Map.entry("nfs", List.of("server", "path")),
          Map.entry("iscsi", List.of("targetPortal", "iqn")),
          Map.entry("glusterfs", List.of("endpoints", "path")),
          Map.entry("persistentVolumeClaim", List.of("claimName")),
          Map.entry("rbd", List.of("monitors", "image")),
          Map.entry("cinder", List.of("volumeID")),
          Map.entry("cephfs", List.of("monitors")),
          Map.entry("flexVolume", List.of("driver")),
          Map.entry("azureFile", List.of("secretName", "shareName")),
          Map.entry("vsphereVolume", List.of("volumePath")),
          Map.entry("photonPersistentDisk", List.of("pdID")),
          Map.entry("portworxVolume", List.of("volumeID")),
          Map.entry("azureDisk", List.of("diskName", "diskURI")),
          Map.entry("scaleIO", List.of("gateway", "system", "volumeName")),
          Map.entry("storageos", List.of("volumeName")),
          Map.entry("local", List.of("path")),
          Map.entry("image", List.of("reference")));

  /** How an error path calls a source that it does not call by its field. */
  private static final Map<String, String> CALLED = Map.of("gcePersistentDisk", "persistentDisk");

  private static final Pattern IQN =
      Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.([a-zA-Z0-9-.]+)(:([^,;*&$|\\s]+))");
  private static final Pattern EUI = Pattern.compile("eui.[0-9A-Fa-f]{16}");
  private static final Pattern NAA = Pattern.compile("naa.[0-9A-Fa-f]{32}");

  private VolumeSourceRules() {}

  /**
   * @param parent of the source
   * @param persistent whether it is a PersistentVolume's, which has no namespace of its own
   */
  static void validate(
      String parent, String type, JsonObject source, boolean persistent, List<FieldError> errors) {
    String path = parent + "." + CALLED.getOrDefault(type, type);
    boolean complete = true;
    for (String field : REQUIRED.getOrDefault(type, List.of())) {
      boolean there =
          field.equals("monitors")
              ? !source.array(field).isEmpty()
              : !source.string(field, "").isEmpty();
      if (!there) {
        errors.add(FieldError.required(path + "." + field, ""));
      }
      complete &= there;
    }
    switch (type) {
      case "hostPath" -> {
        if (complete) {
          noBacksteps(path + ".path", source.string("path", ""), errors);
          if (source.has("type")) {
            Check.oneOf(path + ".type", source.string("type"), HOST_PATHS, errors);
          }
        }
      }
      case "local" -> noBacksteps(path + ".path", source.string("path", ""), errors);
      case "gitRepo" ->
          ContainerRules.subPath(path + ".directory", source.string("directory", ""), errors);
      case "gcePersistentDisk", "awsElasticBlockStore" ->
          range(path + ".partition", source, "partition", "1", errors);
      case "nfs" -> {
        if (!source.string("path", "").startsWith("/")) {
          String where = source.string("path", "");
          errors.add(FieldError.invalid(path + ".path", where, "must be an absolute path"));
        }
      }
      case "iscsi" -> iscsi(path, source, persistent, errors);
      case "fc" -> fibreChannel(path, source, errors);
      case "flocker" -> flocker(path, source, errors);
      case "flexVolume" -> options(path, source.object("options"), errors);
      case "cinder", "storageos" -> secretRef(path, source, persistent, errors);
      case "quobyte" -> quobyte(path, source, errors);
      case "azureDisk" -> azureDisk(path, source, errors);
      case "csi" -> csi(path, source, persistent, errors);
      case "image" -> {
        if (source.has("pullPolicy")) {
          Check.oneOf(
              path + ".pullPolicy",
              source.string("pullPolicy"),
              List.of("Always", "IfNotPresent", "Never"),
              errors);
        }
      }
      default -> {}
    }
  }

  private static void noBacksteps(String path, String where, List<FieldError> errors) {
    if (Arrays.asList(where.split("/")).contains("..")) {
      errors.add(FieldError.invalid(path, where, "must not contain '..'"));
    }
  }

  private static void range(
      String path, JsonObject source, String field, String from, List<FieldError> errors) {
    if (source.get(field) instanceof JsonNumber n && (n.longValue() < 0 || n.longValue() > 255)) {
      errors.add(FieldError.invalid(path, n, "must be between " + from + " and 255, inclusive"));
    }
  }

  private static void iscsi(
      String path, JsonObject source, boolean persistent, List<FieldError> errors) {
    String prefixed =
        persistent ? "must be valid format" : "must be valid format starting with iqn, eui, or naa";
    String iqn = source.string("iqn", "");
    if (!iqn.isEmpty()) {
      initiator(path + ".iqn", iqn, prefixed, errors);
    }
    range(path + ".lun", source, "lun", "0", errors);
    boolean secret = source.has("secretRef");
    if (!secret
        && (source.bool("chapAuthDiscovery", false) || source.bool("chapAuthSession", false))) {
      errors.add(FieldError.required(path + ".secretRef", ""));
    }
    if (persistent && secret) {
      Check.required(path + ".secretRef.name", source.object("secretRef").string("name"), errors);
    }
    String initiator = source.string("initiatorName");
    if (initiator != null) {
      initiator(path + ".initiatorname", initiator, prefixed, errors);
    }
  }

  private static void initiator(
      String path, String name, String prefixed, List<FieldError> errors) {
    Pattern pattern =
        name.startsWith("iqn")
            ? IQN
            : name.startsWith("eui") ? EUI : name.startsWith("naa") ? NAA : null;
    if (pattern == null) {
      errors.add(FieldError.invalid(path, name, prefixed));
    } else if (!pattern.matcher(name).matches()) {
      errors.add(FieldError.invalid(path, name, "must be valid format"));
    }
  }

  private static void fibreChannel(String path, JsonObject source, List<FieldError> errors) {
    boolean targets = !source.array("targetWWNs").isEmpty();
    boolean ids = !source.array("wwids").isEmpty();
    if (!targets && !ids) {
      errors.add(
          FieldError.required(
              path + ".targetWWNs", "must specify either targetWWNs or wwids, but not both"));
    }
    if (targets && ids) {
      errors.add(
          FieldError.invalid(
              path + ".targetWWNs",
              source.array("targetWWNs"),
              "targetWWNs and wwids can not be specified simultaneously"));
    }
    if (targets && !source.has("lun")) {
      errors.add(FieldError.required(path + ".lun", "lun is required if targetWWNs is specified"));
    } else if (targets) {
      range(path + ".lun", source, "lun", "0", errors);
    }
  }

  private static void flocker(String path, JsonObject source, List<FieldError> errors) {
    String name = source.string("datasetName", "");
    boolean id = !source.string("datasetUUID", "").isEmpty();
    if (name.isEmpty() && !id) {
      errors.add(FieldError.required(path, "one of datasetName and datasetUUID is required"));
    }
    if (!name.isEmpty() && id) {
      errors.add(
          FieldError.invalid(
              path, "resource", "datasetName and datasetUUID can not be specified simultaneously"));
    }
    if (name.contains("/")) {
      errors.add(FieldError.invalid(path + ".datasetName", name, "must not contain '/'"));
    }
  }

  private static void options(String path, JsonObject options, List<FieldError> errors) {
    for (String name : options.names()) {
      int slash = name.indexOf('/');
      String domain = "." + (slash < 0 ? name : name.substring(0, slash)).toLowerCase(Locale.ROOT);
      if (domain.endsWith(".kubernetes.io") || domain.endsWith(".k8s.io")) {
        errors.add(
            FieldError.invalid(
                path + ".options[" + name + "]",
                name,
                "kubernetes.io and k8s.io namespaces are reserved"));
      }
    }
  }

  private static void secretRef(
      String path, JsonObject source, boolean persistent, List<FieldError> errors) {
    if (source.has("secretRef")) {
      JsonObject secret = source.object("secretRef");
      Check.required(path + ".secretRef.name", secret.string("name"), errors);
      if (persistent) {
        Check.required(path + ".secretRef.namespace", secret.string("namespace"), errors);
      }
    }
  }

  private static void quobyte(String path, JsonObject source, List<FieldError> errors) {
    String wanted = "must be a host:port pair or multiple pairs separated by commas";
    String registry = source.string("registry", "");
    if (registry.isEmpty()) {
      errors.add(FieldError.required(path + ".registry", wanted));
    } else if (source.string("tenant", "").length() >= 65) {
      errors.add(
          FieldError.required(
              path + ".tenant", "must be a UUID and may not exceed a length of 64 characters"));
    } else if (!Arrays.stream(registry.split(",")).allMatch(pair -> pair.contains(":"))) {
      errors.add(FieldError.invalid(path + ".registry", registry, wanted));
    }
    Check.required(path + ".volume", source.string("volume"), errors);
  }

  private static void azureDisk(String path, JsonObject source, List<FieldError> errors) {
    String kind = source.string("kind");
    if (source.has("cachingMode")) {
      Check.oneOf(
          path + ".cachingMode",
          source.string("cachingMode"),
          List.of("None", "ReadOnly", "ReadWrite"),
          errors);
    }
    if (kind != null) {
      Check.oneOf(path + ".kind", kind, List.of("Dedicated", "Managed", "Shared"), errors);
      boolean managed = kind.equals("Managed");
      String uri = source.string("diskURI", "");
      if (!uri.startsWith(managed ? "/subscriptions/" : "https://")) {
        String form =
            managed
                ? "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute"
                    + "/disks/{disk-id}"
                : "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";
        errors.add(FieldError.notSupported(path + ".diskURI", uri, List.of(form)));
      }
    }
  }

  private static void csi(
      String path, JsonObject source, boolean persistent, List<FieldError> errors) {
    StorageRules.driverName(path + ".driver", source.string("driver", ""), errors);
    if (!persistent) {
      JsonObject secret = source.object("nodePublishSecretRef");
      String name = secret.string("name", "");
      if (source.has("nodePublishSecretRef")
          && Check.required(path + ".nodePublishSecretRef.name", name, errors)) {
        Check.invalid(path + ".name", name, Names.dnsSubdomain(name), errors);
      }
      return;
    }
    Check.required(path + ".volumeHandle", source.string("volumeHandle"), errors);
    for (String field :
        List.of(
            "controllerPublishSecretRef",
            "controllerExpandSecretRef",
            "nodePublishSecretRef",
            "nodeExpandSecretRef")) {
      if (source.has(field)) {
        secret(path + "." + field, source.object(field), errors);
      }
    }
  }

  private static void secret(String path, JsonObject secret, List<FieldError> errors) {
    String name = secret.string("name", "");
    if (Check.required(path + ".name", name, errors)) {
      Check.invalid(path + ".name", name, Names.dnsSubdomain(name), errors);
    }
    String namespace = secret.string("namespace", "");
    if (Check.required(path + ".namespace", namespace, errors)) {
      Check.invalid(path + ".namespace", namespace, Names.dnsLabel(namespace), errors);
    }
  }
}
