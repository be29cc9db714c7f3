package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The tables of the core group's other kinds. */
final class CoreColumns {
  private static final String UNKNOWN = "<unknown>";

  static final Columns NAMESPACES =
      Table.named()
          .text("Status", "The status of the namespace", o -> o.object("status").string("phase"))
          .age()
          .columns();

  static final Columns CONFIG_MAPS =
      Table.named()
          .count(
              "Data",
              "How many entries it has.",
              o -> o.object("data").size() + o.object("binaryData").size())
          .age()
          .columns();

  static final Columns SECRETS =
      Table.named()
          .text("Type", "What it is for.", o -> o.string("type"))
          .count("Data", "How many entries it has.", o -> o.object("data").size())
          .age()
          .columns();

  static final Columns SERVICE_ACCOUNTS =
      Table.named()
          .count("Secrets", "How many secrets it lists.", o -> o.array("secrets").size())
          .age()
          .columns();

  static final Columns COMPONENT_STATUSES =
      Table.named()
          .text("Status", "Status of the component conditions", o -> health(o, "status"))
          .text("Message", "Message of the component conditions", o -> health(o, "message"))
          .text("Error", "Error of the component conditions", o -> health(o, "error"))
          .columns();

  static final Columns NODES =
      Table.named()
          .text("Status", "The status of the node", CoreColumns::nodeStatus)
          .text("Roles", "The roles of the node", CoreColumns::roles)
          .age()
          .text("Version", "The agent's version.", o -> info(o, "kubeletVersion", ""))
          .wide()
          .text("Internal-IP", "Its address in the cluster.", o -> address(o, "InternalIP"))
          .text("External-IP", "Its address from outside.", o -> address(o, "ExternalIP"))
          .text("OS-Image", "Its operating system.", o -> info(o, "osImage", UNKNOWN))
          .text("Kernel-Version", "Its kernel.", o -> info(o, "kernelVersion", UNKNOWN))
          .text(
              "Container-Runtime",
              "What runs its containers.",
              o -> info(o, "containerRuntimeVersion", UNKNOWN))
          .columns();

  static final Columns EVENTS =
      Table.nothing()
          .cell("Last Seen", "When it happened last.", CoreColumns::lastSeen)
          .text("Type", "Normal or Warning.", o -> core(o).string("type"))
          .text("Reason", "Why, in a word.", o -> core(o).string("reason"))
          .text("Object", "What it happened to.", CoreColumns::about)
          .wide()
          .text("Subobject", "The part it happened to.", o -> part(o))
          .text("Source", "Who says so.", o -> source(core(o)))
          .shown()
          .text("Message", "What happened.", o -> core(o).string("message", "").strip())
          .wide()
          .cell("First Seen", "When it happened first.", (o, now) -> firstSeen(core(o), now))
          .cell("Count", "How often it happened.", (o, now) -> Json.of(count(core(o))))
          .name()
          .columns();

  static final Columns RESOURCE_QUOTAS =
      Table.named()
          .text(
              "Request",
              "Request represents a minimum amount of cpu/memory that a container may consume.",
              o -> quota(o, false))
          .text(
              "Limit",
              "Limits control the maximum amount of cpu/memory that a container may use"
                  + " independent of contention on the node.",
              o -> quota(o, true))
          .age()
          .columns();

  private CoreColumns() {}

  private static String info(JsonObject node, String field, String otherwise) {
    String text = node.objectAt("status", "nodeInfo").string(field, "");
    return text.isEmpty() ? otherwise : text;
  }

  private static String health(JsonObject component, String field) {
    JsonObject found =
        component.objects("conditions").stream()
            .filter(c -> "Healthy".equals(c.string("type")))
            .findFirst()
            .orElse(null);
    if (!field.equals("status")) {
      return found == null ? "" : found.string(field);
    }
    return found == null
        ? "Unknown"
        : "True".equals(found.string("status")) ? "Healthy" : "Unhealthy";
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

  private static JsonObject core(JsonObject stored) {
    return EventStrategy.toCore(stored);
  }

  private static String about(JsonObject stored) {
    JsonObject about = core(stored).object("involvedObject");
    String kind = about.string("kind", "").toLowerCase(Locale.ROOT);
    String name = about.string("name", "");
    return name.isEmpty() ? kind : kind + "/" + name;
  }

  private static String part(JsonObject stored) {
    return core(stored).object("involvedObject").string("fieldPath");
  }

  private static Json firstSeen(JsonObject event, Instant now) {
    String first = event.string("firstTimestamp");
    return Json.of(HumanDuration.since(first == null ? event.string("eventTime") : first, now));
  }

  private static Json lastSeen(JsonObject stored, Instant now) {
    JsonObject event = core(stored);
    if (event.has("series")) {
      return Json.of(HumanDuration.since(event.object("series").string("lastObservedTime"), now));
    }
    String last = event.string("lastTimestamp");
    return last == null ? firstSeen(event, now) : Json.of(HumanDuration.since(last, now));
  }

  /** Single events of the new API have no count. */
  private static long count(JsonObject event) {
    return event.has("series")
        ? event.object("series").integer("count", 0)
        : Math.max(1, event.integer("count", 0));
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

  private static String quota(JsonObject object, boolean limits) {
    JsonObject hard = object.objectAt("status", "hard");
    JsonObject used = object.objectAt("status", "used");
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
