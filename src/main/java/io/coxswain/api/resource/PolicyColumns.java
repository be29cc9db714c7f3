package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The tables of storage, policy, access and machinery. */
final class PolicyColumns {
  static final Columns DISRUPTION_BUDGETS =
      new Columns(
          Cells.columns(
              "Name", "Min Available", "Max Unavailable", "Allowed Disruptions:integer", "Age"),
          (o, now) ->
              List.of(
                  Cells.name(o),
                  orNotApplicable(o.object("spec").get("minAvailable")),
                  orNotApplicable(o.object("spec").get("maxUnavailable")),
                  Cells.number(o.object("status"), "disruptionsAllowed"),
                  Cells.age(o, now)));

  static final Columns ROLES =
      new Columns(
          Cells.columns("Name", "Created At:date"),
          (o, now) -> List.of(Cells.name(o), Cells.text(Meta.creationTimestamp(o))));

  static final Columns ROLE_BINDINGS =
      new Columns(
          Cells.columns(
              "Name",
              "Role",
              "Age",
              "Users:string:1",
              "Groups:string:1",
              "ServiceAccounts:string:1"),
          (o, now) -> {
            JsonObject role = o.object("roleRef");
            return List.of(
                Cells.name(o),
                Json.of(role.string("kind", "") + "/" + role.string("name", "")),
                Cells.age(o, now),
                subjects(o, "User"),
                subjects(o, "Group"),
                subjects(o, "ServiceAccount"));
          });

  static final Columns PRIORITY_CLASSES =
      new Columns(
          Cells.columns(
              "Name", "Value:integer", "Global-Default:boolean", "Age", "PreemptionPolicy"),
          (o, now) ->
              List.of(
                  Cells.name(o),
                  Cells.number(o, "value"),
                  Json.of(o.bool("globalDefault", false)),
                  Cells.age(o, now),
                  Cells.text(o.string("preemptionPolicy"))));

  static final Columns RUNTIME_CLASSES =
      new Columns(
          Cells.columns("Name", "Handler", "Age"),
          (o, now) -> List.of(Cells.name(o), Cells.text(o.string("handler")), Cells.age(o, now)));

  static final Columns LEASES =
      new Columns(
          Cells.columns("Name", "Holder", "Age"),
          (o, now) ->
              List.of(
                  Cells.name(o),
                  Cells.text(o.object("spec").string("holderIdentity")),
                  Cells.age(o, now)));

  static final Columns SIGNING_REQUESTS =
      new Columns(
          Cells.columns("Name", "Age", "SignerName", "Requestor", "RequestedDuration", "Condition"),
          (o, now) -> {
            JsonObject spec = o.object("spec");
            String duration =
                spec.has("expirationSeconds")
                    ? HumanDuration.of(Duration.ofSeconds(spec.integer("expirationSeconds", 0)))
                    : Cells.NONE;
            return List.of(
                Cells.name(o),
                Cells.age(o, now),
                Cells.orNone(spec.string("signerName")),
                Cells.text(spec.string("username")),
                Json.of(duration),
                Json.of(requestStatus(o)));
          });

  static final Columns STORAGE_CLASSES =
      new Columns(
          Cells.columns(
              "Name",
              "Provisioner",
              "ReclaimPolicy",
              "VolumeBindingMode",
              "AllowVolumeExpansion",
              "Age"),
          (o, now) -> {
            boolean isDefault =
                "true".equals(Meta.annotation(o, "storageclass.kubernetes.io/is-default-class"));
            return List.of(
                Json.of(Meta.name(o) + (isDefault ? " (default)" : "")),
                Cells.text(o.string("provisioner")),
                Json.of(o.string("reclaimPolicy", "Delete")),
                Json.of(o.string("volumeBindingMode", "Immediate")),
                Json.of(o.bool("allowVolumeExpansion", false)),
                Cells.age(o, now));
          });

  static final Columns VOLUMES =
      new Columns(
          Cells.columns(
              "Name",
              "Capacity",
              "Access Modes",
              "Reclaim Policy",
              "Status",
              "Claim",
              "StorageClass",
              "VolumeAttributesClass",
              "Reason",
              "Age",
              "VolumeMode:string:1"),
          (o, now) -> {
            JsonObject spec = o.object("spec");
            JsonObject claim = spec.object("claimRef");
            return List.of(
                Cells.name(o),
                capacity(spec.object("capacity")),
                Json.of(accessModes(spec)),
                Cells.text(spec.string("persistentVolumeReclaimPolicy")),
                phase(o),
                Json.of(
                    claim.isEmpty()
                        ? ""
                        : claim.string("namespace", "") + "/" + claim.string("name", "")),
                Cells.text(spec.string("storageClassName")),
                Json.of(spec.string("volumeAttributesClassName", Cells.UNSET)),
                Cells.text(o.object("status").string("reason")),
                Cells.age(o, now),
                Json.of(spec.string("volumeMode", Cells.UNSET)));
          });

  static final Columns CLAIMS =
      new Columns(
          Cells.columns(
              "Name",
              "Status",
              "Volume",
              "Capacity",
              "Access Modes",
              "StorageClass",
              "VolumeAttributesClass",
              "Age",
              "VolumeMode:string:1"),
          (o, now) -> {
            JsonObject spec = o.object("spec");
            JsonObject status = o.object("status");
            boolean bound = !spec.string("volumeName", "").isEmpty();
            return List.of(
                Cells.name(o),
                phase(o),
                Cells.text(spec.string("volumeName")),
                bound ? capacity(status.object("capacity")) : Json.of(""),
                Json.of(bound ? accessModes(status) : ""),
                Cells.text(spec.string("storageClassName")),
                Json.of(spec.string("volumeAttributesClassName", Cells.UNSET)),
                Cells.age(o, now),
                Json.of(spec.string("volumeMode", Cells.UNSET)));
          });

  static final Columns WEBHOOKS =
      new Columns(
          Cells.columns("Name", "Webhooks:integer", "Age"),
          (o, now) ->
              List.of(Cells.name(o), Json.of(o.array("webhooks").size()), Cells.age(o, now)));

  static final Columns API_SERVICES =
      new Columns(
          Cells.columns("Name", "Service", "Available", "Age"),
          (o, now) -> {
            JsonObject service = o.objectAt("spec", "service");
            return List.of(
                Cells.name(o),
                Json.of(
                    service.isEmpty()
                        ? "Local"
                        : service.string("namespace", "") + "/" + service.string("name", "")),
                Json.of(
                    Conditions.find(o, "Available")
                        .map(c -> c.string("status", ""))
                        .orElse("Unknown")),
                Cells.age(o, now));
          });

  private PolicyColumns() {}

  private static Json orNotApplicable(Json value) {
    return switch (value) {
      case null -> Json.of("N/A");
      case io.coxswain.json.JsonString s -> s;
      default -> Json.of(value.text());
    };
  }

  private static Json subjects(JsonObject binding, String kind) {
    return Json.of(
        binding.objects("subjects").stream()
            .filter(s -> kind.equals(s.string("kind")))
            .map(
                s ->
                    kind.equals("ServiceAccount")
                        ? s.string("namespace", "") + "/" + s.string("name", "")
                        : s.string("name", ""))
            .collect(Collectors.joining(", ")));
  }

  private static String requestStatus(JsonObject request) {
    List<String> out = new ArrayList<>();
    boolean failed = false;
    for (JsonObject condition : request.object("status").objects("conditions")) {
      String type = condition.string("type", "");
      failed |= type.equals("Failed");
      if (type.equals("Approved") || type.equals("Denied")) {
        out.add(type);
      }
    }
    if (out.isEmpty()) {
      out.add("Pending");
    }
    if (failed) {
      out.add("Failed");
    }
    if (!request.object("status").string("certificate", "").isEmpty()) {
      out.add("Issued");
    }
    return String.join(",", out);
  }

  private static Json phase(JsonObject object) {
    return Json.of(
        Meta.isDeleting(object) ? "Terminating" : object.object("status").string("phase", ""));
  }

  private static Json capacity(JsonObject capacity) {
    return capacity.has("storage")
        ? Json.of(Quantity.of(capacity.get("storage")).toString())
        : Json.of("0");
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
