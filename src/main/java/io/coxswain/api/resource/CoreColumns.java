package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The tables of the core group's other kinds. */
final class CoreColumns {
  static final Columns NAMESPACES =
      new Columns(
          Cells.columns("Name", "Status", "Age"),
          (o, now) ->
              List.of(
                  Cells.name(o),
                  Cells.text(o.object("status").string("phase")),
                  Cells.age(o, now)));

  static final Columns CONFIG_MAPS =
      new Columns(
          Cells.columns("Name", "Data", "Age"),
          (o, now) ->
              List.of(
                  Cells.name(o),
                  Json.of(o.object("data").size() + o.object("binaryData").size()),
                  Cells.age(o, now)));

  static final Columns SECRETS =
      new Columns(
          Cells.columns("Name", "Type", "Data", "Age"),
          (o, now) ->
              List.of(
                  Cells.name(o),
                  Cells.text(o.string("type")),
                  Json.of(o.object("data").size()),
                  Cells.age(o, now)));

  static final Columns SERVICE_ACCOUNTS =
      new Columns(
          Cells.columns("Name", "Secrets", "Age"),
          (o, now) ->
              List.of(Cells.name(o), Json.of(o.array("secrets").size()), Cells.age(o, now)));

  static final Columns NODES =
      new Columns(
          Cells.columns(
              "Name",
              "Status",
              "Roles",
              "Age",
              "Version",
              "Internal-IP:string:1",
              "External-IP:string:1",
              "OS-Image:string:1",
              "Kernel-Version:string:1",
              "Container-Runtime:string:1"),
          (o, now) -> {
            JsonObject info = o.objectAt("status", "nodeInfo");
            return List.of(
                Cells.name(o),
                Json.of(nodeStatus(o)),
                Json.of(roles(o)),
                Cells.age(o, now),
                Cells.text(info.string("kubeletVersion")),
                Json.of(address(o, "InternalIP")),
                Json.of(address(o, "ExternalIP")),
                orUnknown(info.string("osImage")),
                orUnknown(info.string("kernelVersion")),
                orUnknown(info.string("containerRuntimeVersion")));
          });

  static final Columns EVENTS =
      new Columns(
          Cells.columns(
              "Last Seen",
              "Type",
              "Reason",
              "Object",
              "Subobject:string:1",
              "Source:string:1",
              "Message",
              "First Seen:string:1",
              "Count:string:1",
              "Name:string:1"),
          CoreColumns::event);

  static final Columns RESOURCE_QUOTAS =
      new Columns(
          Cells.columns("Name", "Request", "Limit", "Age"),
          (o, now) -> {
            JsonObject hard = o.objectAt("status", "hard");
            JsonObject used = o.objectAt("status", "used");
            return List.of(
                Cells.name(o),
                Json.of(quota(hard, used, false)),
                Json.of(quota(hard, used, true)),
                Cells.age(o, now));
          });

  private CoreColumns() {}

  private static Json orUnknown(String text) {
    return Json.of(text == null || text.isEmpty() ? "<unknown>" : text);
  }

  private static String nodeStatus(JsonObject node) {
    String ready =
        Conditions.find(node, "Ready")
            .map(c -> c.string("status", "").equals("True") ? "Ready" : "NotReady")
            .orElse("Unknown");
    return node.object("spec").bool("unschedulable", false) ? ready + ",SchedulingDisabled" : ready;
  }

  private static String roles(JsonObject node) {
    TreeSet<String> roles = new TreeSet<>();
    for (Map.Entry<String, String> label : Meta.labels(node).entrySet()) {
      String prefix = "node-role.kubernetes.io/";
      if (label.getKey().startsWith(prefix) && label.getKey().length() > prefix.length()) {
        roles.add(label.getKey().substring(prefix.length()));
      } else if (label.getKey().equals("kubernetes.io/role") && !label.getValue().isEmpty()) {
        roles.add(label.getValue());
      }
    }
    return roles.isEmpty() ? Cells.NONE : String.join(",", roles);
  }

  private static String address(JsonObject node, String type) {
    return node.object("status").objects("addresses").stream()
        .filter(a -> type.equals(a.string("type")))
        .map(a -> a.string("address", ""))
        .findFirst()
        .orElse(Cells.NONE);
  }

  private static List<Json> event(JsonObject stored, Instant now) {
    JsonObject event = EventStrategy.toCore(stored);
    String first = event.string("firstTimestamp");
    String last = event.string("lastTimestamp");
    String time = event.string("eventTime");
    JsonObject series = event.object("series");
    String firstSeen = HumanDuration.since(first == null ? time : first, now);
    String lastSeen = last == null ? firstSeen : HumanDuration.since(last, now);
    long count = event.integer("count", 0);
    if (series.has("lastObservedTime")) {
      lastSeen = HumanDuration.since(series.string("lastObservedTime"), now);
      count = series.integer("count", count);
    } else if (count == 0) {
      count = 1;
    }
    JsonObject about = event.object("involvedObject");
    String kind = about.string("kind", "").toLowerCase(Locale.ROOT);
    String name = about.string("name", "");
    String object = name.isEmpty() ? kind : kind + "/" + name;
    return List.of(
        Json.of(lastSeen),
        Cells.text(event.string("type")),
        Cells.text(event.string("reason")),
        Json.of(object),
        Cells.text(about.string("fieldPath")),
        Json.of(source(event)),
        Json.of(event.string("message", "").strip()),
        Json.of(firstSeen),
        Json.of(count),
        Cells.name(event));
  }

  private static String source(JsonObject event) {
    JsonObject source = event.object("source");
    String component = source.string("component", event.string("reportingComponent", ""));
    if (component.isEmpty()) {
      component = event.string("reportingComponent", "");
    }
    String host = source.string("host", "");
    if (host.isEmpty()) {
      host = event.string("reportingInstance", "");
    }
    return host.isEmpty() ? component : component + ", " + host;
  }

  private static String quota(JsonObject hard, JsonObject used, boolean limits) {
    return hard.names().stream()
        .filter(name -> name.startsWith("limits.") == limits)
        .sorted()
        .map(name -> name + ": " + plain(used.get(name)) + "/" + plain(hard.get(name)))
        .collect(Collectors.joining(", "));
  }

  private static String plain(Json quantity) {
    return io.coxswain.kube.Quantity.of(quantity).toString();
  }
}
