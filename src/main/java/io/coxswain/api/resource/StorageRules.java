package io.coxswain.api.resource;

import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import io.coxswain.kube.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Rules of storage drivers' kinds: CSIDrivers, CSINodes, capacities, attachments and classes. */
final class StorageRules {
  private static final int MAX_NODE_ID = 256;
  private static final int MAX_PARAMETERS = 512;
  private static final List<String> GROUP_POLICIES =
      List.of("File", "None", "ReadWriteOnceWithFSType");

  private StorageRules() {}

  /** The name of a driver, where it is spoken of. */
  static void driverName(String path, String name, List<FieldError> errors) {
    if (name.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    }
    if (name.length() > 63) {
      errors.add(FieldError.tooLong(path, 63));
    }
    Check.invalid(path, name, Names.dnsSubdomain(name.toLowerCase(Locale.ROOT)), errors);
  }

  static void driver(JsonObject driver, List<FieldError> errors) {
    JsonObject spec = driver.object("spec");
    for (String field : List.of("attachRequired", "podInfoOnMount", "storageCapacity")) {
      if (!spec.has(field)) {
        String called = field.equals("attachRequired") ? "attachedRequired" : field;
        errors.add(FieldError.required("spec." + called, ""));
      }
    }
    if (spec.has("fsGroupPolicy")) {
      Check.oneOf("spec.fsGroupPolicy", spec.string("fsGroupPolicy"), GROUP_POLICIES, errors);
    }
    tokenRequests(spec, errors);
    for (String mode : spec.strings("volumeLifecycleModes")) {
      Check.oneOf("spec.volumeLifecycleModes", mode, List.of("Persistent", "Ephemeral"), errors);
    }
    if (spec.get("nodeAllocatableUpdatePeriodSeconds") instanceof JsonNumber n
        && n.longValue() < 10) {
      errors.add(
          FieldError.invalid(
              "spec.nodeAllocatableUpdatePeriodSeconds",
              n,
              "must be greater than or equal to 10 seconds"));
    }
  }

  private static void tokenRequests(JsonObject spec, List<FieldError> errors) {
    Set<String> audiences = new HashSet<>();
    int i = 0;
    for (JsonObject request : spec.objects("tokenRequests")) {
      String at = "spec.tokenRequests[" + i++ + "]";
      String audience = request.string("audience", "");
      if (!audiences.add(audience)) {
        errors.add(FieldError.duplicate(at + ".audience", audience));
        continue;
      }
      if (request.get("expirationSeconds") instanceof JsonNumber n) {
        tokenLife(at + ".expirationSeconds", n, errors);
      }
    }
  }

  /** How long a token may live. */
  static void tokenLife(String path, JsonNumber seconds, List<FieldError> errors) {
    if (seconds.longValue() < 600) {
      errors.add(
          FieldError.invalid(path, seconds, "may not specify a duration less than 10 minutes"));
    }
    if (seconds.longValue() > 1L << 32) {
      errors.add(
          FieldError.invalid(path, seconds, "may not specify a duration larger than 2^32 seconds"));
    }
  }

  static void sameDriver(JsonObject driver, JsonObject old, List<FieldError> errors) {
    JsonObject now = driver.object("spec");
    JsonObject before = old.object("spec");
    Check.immutable(
        "spec.attachedRequired", now.get("attachRequired"), before.get("attachRequired"), errors);
    Check.immutable("spec", now, before, "volumeLifecycleModes", errors);
  }

  static void node(JsonObject node, List<FieldError> errors) {
    Set<String> names = new HashSet<>();
    int i = 0;
    for (JsonObject driver : node.object("spec").objects("drivers")) {
      String at = "spec.drivers[" + i++ + "]";
      String name = driver.string("name", "");
      driverName(at + ".name", name, errors);
      String id = driver.string("nodeID", "");
      Check.required(at + ".nodeID", id, errors);
      if (id.length() > MAX_NODE_ID) {
        errors.add(
            FieldError.invalid(
                at + ".nodeID", id, "must be " + MAX_NODE_ID + " characters or less"));
      }
      Check.notNegative(
          at + ".allocatable.count", driver.object("allocatable").get("count"), errors);
      if (!names.add(name)) {
        errors.add(FieldError.duplicate(at + ".name", name));
      }
      topologyKeys(at, driver.strings("topologyKeys"), errors);
    }
  }

  private static void topologyKeys(String path, List<String> keys, List<FieldError> errors) {
    Set<String> seen = new HashSet<>();
    for (String key : keys) {
      Check.required(path, key, errors);
      if (!seen.add(key)) {
        errors.add(FieldError.duplicate(path, key));
      }
      Check.invalid(path, key, Names.qualifiedName(key), errors);
    }
  }

  /** A driver that is there stays as it is, but for how many volumes it takes. */
  static void sameNodeDrivers(JsonObject node, JsonObject old, List<FieldError> errors) {
    for (JsonObject before : old.object("spec").objects("drivers")) {
      for (JsonObject now : node.object("spec").objects("drivers")) {
        if (before.string("name", "").equals(now.string("name", ""))) {
          Check.immutable(
              "spec.drivers", now.without("allocatable"), before.without("allocatable"), errors);
        }
      }
    }
  }

  static void capacity(JsonObject capacity, List<FieldError> errors) {
    if (capacity.has("nodeTopology")) {
      SelectorRules.validate("nodeTopology", capacity.object("nodeTopology"), errors);
    }
    String named = capacity.string("storageClassName", "");
    Check.invalid("storageClassName", named, Names.dnsSubdomain(named), errors);
    if (capacity.has("capacity") && Quantity.of(capacity.get("capacity")).signum() < 0) {
      errors.add(
          FieldError.invalid(
              "capacity", Quantity.of(capacity.get("capacity")).toString(), Check.NOT_NEGATIVE));
    }
  }

  static void attachment(JsonObject attachment, List<FieldError> errors) {
    JsonObject spec = attachment.object("spec");
    driverName("spec.attacher", spec.string("attacher", ""), errors);
    JsonObject source = spec.object("source");
    String choice = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
    String name = source.string("persistentVolumeName");
    boolean inline = source.has("inlineVolumeSpec");
    if (name == null && !inline) {
      errors.add(FieldError.required("spec.source", choice));
    } else if (name != null && inline) {
      errors.add(FieldError.forbidden("spec.source", choice));
    } else if (name != null && name.isEmpty()) {
      errors.add(
          FieldError.required(
              "spec.source.persistentVolumeName", "must specify non empty persistentVolumeName"));
    } else if (name != null) {
      Check.invalid("spec.source.persistentVolumeName", name, Names.dnsSubdomain(name), errors);
    }
    String node = spec.string("nodeName", "");
    Check.invalid("spec.nodeName", node, Names.dnsSubdomain(node), errors);
  }

  static void sameAttachment(JsonObject attachment, JsonObject old, List<FieldError> errors) {
    Check.immutable("spec", attachment.get("spec"), old.get("spec"), errors);
  }

  static void attributesClass(JsonObject object, List<FieldError> errors) {
    String driver = object.string("driverName", "");
    if (Check.required("driverName", driver, errors)) {
      Check.invalid(
          "driverName", driver, Names.qualifiedName(driver.toLowerCase(Locale.ROOT)), errors);
    }
    JsonObject parameters = object.object("parameters");
    parameters(parameters, errors);
    if (parameters.isEmpty()) {
      errors.add(FieldError.required("parameters", "must contain at least one key/value pair"));
    }
  }

  static void sameAttributesClass(JsonObject object, JsonObject old, List<FieldError> errors) {
    for (String field : List.of("driverName", "parameters")) {
      if (!String.valueOf(object.get(field)).equals(String.valueOf(old.get(field)))) {
        errors.add(FieldError.forbidden(field, "updates to " + field + " are forbidden."));
      }
    }
  }

  /** What is handed to a driver as it stands. */
  static void parameters(JsonObject parameters, List<FieldError> errors) {
    if (parameters.size() > MAX_PARAMETERS) {
      errors.add(FieldError.tooLong("parameters", MAX_PARAMETERS));
      return;
    }
    int size = 0;
    for (String name : parameters.names()) {
      if (name.isEmpty()) {
        errors.add(FieldError.invalid("parameters", name, "field can not be empty."));
      }
      size += name.length() + parameters.string(name, "").length();
    }
    if (size > 256 * 1024) {
      errors.add(FieldError.tooLong("parameters", 256 * 1024));
    }
  }
}
