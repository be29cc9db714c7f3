package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The tables of volumes and what belongs to them. */
final class StorageColumns {
  private static final String OLD_CLASS = "volume.beta.kubernetes.io/storage-class";

  static final Columns STORAGE_CLASSES =
      Table.nothing()
          .name(
              o ->
                  marked(
                      o,
                      "storageclass.kubernetes.io/is-default-class",
                      "storageclass.beta.kubernetes.io/is-default-class"))
          .text("Provisioner", "Who makes the volumes.", o -> o.string("provisioner"))
          .text("ReclaimPolicy", "What becomes of them.", o -> o.string("reclaimPolicy", "Delete"))
          .text(
              "VolumeBindingMode",
              "When they are made.",
              o -> o.string("volumeBindingMode", "Immediate"))
          .cell(
              "AllowVolumeExpansion",
              "Whether they may grow.",
              (o, now) -> Json.of(o.bool("allowVolumeExpansion", false)))
          .age()
          .columns();

  static final Columns ATTRIBUTES_CLASSES =
      Table.nothing()
          .name(o -> marked(o, "storageclass.kubernetes.io/is-default-class"))
          .text("DriverName", "Whose volumes.", o -> o.string("driverName"))
          .age()
          .columns();

  static final Columns VOLUMES =
      Table.named()
          .text("Capacity", "How much it holds.", o -> capacity(o.objectAt("spec", "capacity")))
          .text("Access Modes", "Who may mount it.", o -> accessModes(o.object("spec")))
          .text(
              "Reclaim Policy",
              "What becomes of it.",
              o -> o.object("spec").string("persistentVolumeReclaimPolicy"))
          .text("Status", "Where it is in its life.", StorageColumns::phase)
          .text("Claim", "Who has it.", StorageColumns::claim)
          .text("StorageClass", "StorageClass of the pv", StorageColumns::storageClass)
          .text(
              "VolumeAttributesClass",
              "VolumeAttributesClass of the pv",
              o -> o.object("spec").string("volumeAttributesClassName", Cells.UNSET))
          .text("Reason", "Why, in a word.", o -> o.object("status").string("reason"))
          .age()
          .wide()
          .text("VolumeMode", "Files or blocks.", StorageColumns::mode)
          .columns();

  static final Columns CLAIMS =
      Table.named()
          .text("Status", "Where it is in its life.", StorageColumns::phase)
          .text("Volume", "What it got.", o -> o.object("spec").string("volumeName"))
          .text(
              "Capacity",
              "How much it holds.",
              o -> isBound(o) ? capacity(o.objectAt("status", "capacity")) : "")
          .text(
              "Access Modes",
              "Who may mount it.",
              o -> isBound(o) ? accessModes(o.object("status")) : "")
          .text("StorageClass", "StorageClass of the pvc", StorageColumns::storageClass)
          .text(
              "VolumeAttributesClass",
              "VolumeAttributesClass of the pvc",
              o -> o.object("spec").string("volumeAttributesClassName", Cells.UNSET))
          .age()
          .wide()
          .text("VolumeMode", "Files or blocks.", StorageColumns::mode)
          .columns();

  static final Columns ATTACHMENTS =
      Table.named()
          .typed(
              "Attacher",
              "string",
              "name",
              "Who attaches it.",
              (o, now) -> Cells.text(o.object("spec").string("attacher")))
          .text("PV", "What.", o -> o.objectAt("spec", "source").string("persistentVolumeName"))
          .text("Node", "Where.", o -> o.object("spec").string("nodeName"))
          .flag("Attached", "Whether it is.", o -> o.object("status").bool("attached", false))
          .age()
          .columns();

  static final Columns CSI_NODES =
      Table.named()
          .integer(
              "Drivers",
              "Drivers indicates the number of CSI drivers registered on the node",
              o -> o.object("spec").array("drivers").size())
          .age()
          .columns();

  static final Columns CSI_DRIVERS =
      Table.named()
          .flag(
              "AttachRequired",
              "Whether volumes are attached.",
              o -> set(o, "attachRequired", true))
          .flag(
              "PodInfoOnMount", "Whether it is told the pod.", o -> set(o, "podInfoOnMount", false))
          .flag(
              "StorageCapacity",
              "Whether it says what is left.",
              o -> set(o, "storageCapacity", false))
          .text("TokenRequests", "For whom it gets tokens.", StorageColumns::audiences)
          .flag(
              "RequiresRepublish",
              "Whether mounts are repeated.",
              o -> set(o, "requiresRepublish", false))
          .textOrNone(
              "Modes",
              "How long its volumes live.",
              o -> String.join(",", o.object("spec").strings("volumeLifecycleModes")))
          .age()
          .columns();

  static final Columns CAPACITIES =
      Table.named()
          .text("StorageClassName", "Of which class.", o -> o.string("storageClassName"))
          .text(
              "Capacity",
              "What is left.",
              o -> o.has("capacity") ? Quantity.of(o.get("capacity")).toString() : Cells.UNSET)
          .columns();

  private StorageColumns() {}

  private static Json marked(JsonObject object, String... defaultMarks) {
    for (String mark : defaultMarks) {
      if ("true".equals(Meta.annotation(object, mark))) {
        return Json.of(Meta.name(object) + " (default)");
      }
    }
    return Cells.name(object);
  }

  private static boolean set(JsonObject driver, String field, boolean otherwise) {
    return driver.object("spec").bool(field, otherwise);
  }

  private static String audiences(JsonObject driver) {
    JsonObject spec = driver.object("spec");
    return !spec.has("tokenRequests")
        ? Cells.UNSET
        : spec.objects("tokenRequests").stream()
            .map(request -> request.string("audience", ""))
            .collect(Collectors.joining(","));
  }

  private static boolean isBound(JsonObject claim) {
    return !claim.object("spec").string("volumeName", "").isEmpty();
  }

  private static String claim(JsonObject volume) {
    JsonObject claim = volume.objectAt("spec", "claimRef");
    return claim.isEmpty() ? "" : claim.string("namespace", "") + "/" + claim.string("name", "");
  }

  /** The annotation of old decides where there is one. */
  private static String storageClass(JsonObject object) {
    String old = Meta.annotation(object, OLD_CLASS);
    return old != null ? old : object.object("spec").string("storageClassName");
  }

  private static String mode(JsonObject object) {
    return object.object("spec").string("volumeMode", Cells.UNSET);
  }

  private static String phase(JsonObject object) {
    return Meta.isDeleting(object) ? "Terminating" : object.object("status").string("phase", "");
  }

  private static String capacity(JsonObject capacity) {
    return capacity.has("storage") ? Quantity.of(capacity.get("storage")).toString() : "0";
  }

  private static String accessModes(JsonObject holder) {
    List<String> modes = holder.strings("accessModes");
    List<String> out = new ArrayList<>();
    List.of("ReadWriteOnce:RWO", "ReadOnlyMany:ROX", "ReadWriteMany:RWX", "ReadWriteOncePod:RWOP")
        .forEach(
            mode -> {
              String[] names = mode.split(":");
              if (modes.contains(names[0])) {
                out.add(names[1]);
              }
            });
    return String.join(",", out);
  }
}
