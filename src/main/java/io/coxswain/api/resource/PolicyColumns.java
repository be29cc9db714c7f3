package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The tables of policy, access and machinery. */
final class PolicyColumns {
  static final Columns DISRUPTION_BUDGETS =
      Table.named()
          .text(
              "Min Available",
              "The minimum number of pods that must be available.",
              o -> orNotApplicable(o.object("spec").get("minAvailable")))
          .text(
              "Max Unavailable",
              "The maximum number of pods that may be unavailable.",
              o -> orNotApplicable(o.object("spec").get("maxUnavailable")))
          .integer(
              "Allowed Disruptions",
              "Calculated number of pods that may be disrupted at this time.",
              Cells.status("disruptionsAllowed"))
          .age()
          .columns();

  static final Columns ROLE_BINDINGS = bindings("roleBinding");
  static final Columns CLUSTER_ROLE_BINDINGS = bindings("clusterRoleBinding");

  static final Columns PRIORITY_CLASSES =
      Table.named()
          .integer("Value", "Its priority.", o -> o.integer("value", 0))
          .flag("Global-Default", "Whether it is for all.", o -> o.bool("globalDefault", false))
          .age()
          .text("PreemptionPolicy", "Whether it drives out.", o -> o.string("preemptionPolicy"))
          .columns();

  static final Columns RUNTIME_CLASSES =
      Table.named().text("Handler", "What runs it.", o -> o.string("handler")).age().columns();

  static final Columns LEASES =
      Table.named()
          .text("Holder", "Who has it.", o -> o.object("spec").string("holderIdentity"))
          .age()
          .columns();

  static final Columns SIGNING_REQUESTS =
      Table.named()
          .age()
          .textOrNone("SignerName", "Who should sign.", o -> o.object("spec").string("signerName"))
          .text("Requestor", "Who asks.", o -> o.object("spec").string("username"))
          .text("RequestedDuration", "For how long.", PolicyColumns::requestedDuration)
          .text("Condition", "What became of it.", PolicyColumns::requestStatus)
          .columns();

  static final Columns API_SERVICES =
      Table.named()
          .text("Service", "What serves it.", PolicyColumns::service)
          .text("Available", "Whether it can be used.", PolicyColumns::available)
          .age()
          .columns();

  static final Columns FLOW_SCHEMAS =
      Table.named()
          .text(
              "PriorityLevel",
              "What limits its requests.",
              o -> o.objectAt("spec", "priorityLevelConfiguration").string("name"))
          .count(
              "MatchingPrecedence",
              "Lower ones are tried first.",
              o -> o.object("spec").integer("matchingPrecedence", 0))
          .text(
              "DistinguisherMethod",
              "How flows are told apart.",
              o -> o.objectAt("spec", "distinguisherMethod").string("type", Cells.NONE))
          .age()
          .text(
              "MissingPL",
              "references a broken or non-existent PriorityLevelConfiguration",
              o -> Conditions.find(o, "Dangling").map(c -> c.string("status", "")).orElse("?"))
          .columns();

  static final Columns PRIORITY_LEVELS =
      Table.named()
          .text("Type", "Limited or Exempt.", o -> o.object("spec").string("type"))
          .cell(
              "NominalConcurrencyShares",
              "Its share of all requests.",
              (o, now) -> limit(o.objectAt("spec", "limited"), "nominalConcurrencyShares"))
          .cell("Queues", "How many queues.", (o, now) -> limit(queuing(o), "queues"))
          .cell("HandSize", "Queues of one flow.", (o, now) -> limit(queuing(o), "handSize"))
          .cell(
              "QueueLengthLimit",
              "How many may wait in one.",
              (o, now) -> limit(queuing(o), "queueLengthLimit"))
          .age()
          .columns();

  private PolicyColumns() {}

  private static Columns bindings(String kind) {
    return Table.named()
        .text("Role", "What they may do.", PolicyColumns::role)
        .age()
        .wide()
        .text("Users", "Users in the " + kind, o -> subjects(o, "User"))
        .text("Groups", "Groups in the " + kind, o -> subjects(o, "Group"))
        .text(
            "ServiceAccounts", "ServiceAccounts in the " + kind, o -> subjects(o, "ServiceAccount"))
        .columns();
  }

  private static String role(JsonObject binding) {
    JsonObject role = binding.object("roleRef");
    return role.string("kind", "") + "/" + role.string("name", "");
  }

  private static String orNotApplicable(Json value) {
    return switch (value) {
      case null -> "N/A";
      case io.coxswain.json.JsonString s -> s.value();
      default -> value.text();
    };
  }

  private static String subjects(JsonObject binding, String kind) {
    return binding.objects("subjects").stream()
        .filter(s -> kind.equals(s.string("kind")))
        .map(
            s ->
                kind.equals("ServiceAccount")
                    ? s.string("namespace", "") + "/" + s.string("name", "")
                    : s.string("name", ""))
        .collect(Collectors.joining(", "));
  }

  private static String requestedDuration(JsonObject request) {
    JsonObject spec = request.object("spec");
    return spec.has("expirationSeconds")
        ? HumanDuration.of(Duration.ofSeconds(spec.integer("expirationSeconds", 0)))
        : Cells.NONE;
  }

  private static String requestStatus(JsonObject request) {
    Set<String> types = new HashSet<>();
    request
        .object("status")
        .objects("conditions")
        .forEach(condition -> types.add(condition.string("type", "")));
    String decided =
        List.of("Denied", "Approved").stream()
            .filter(types::contains)
            .findFirst()
            .orElse("Pending");
    boolean issued = !request.object("status").string("certificate", "").isEmpty();
    return decided + (types.contains("Failed") ? ",Failed" : "") + (issued ? ",Issued" : "");
  }

  private static String service(JsonObject apiService) {
    JsonObject service = apiService.objectAt("spec", "service");
    return service.isEmpty()
        ? "Local"
        : service.string("namespace", "") + "/" + service.string("name", "");
  }

  private static String available(JsonObject apiService) {
    return Conditions.find(apiService, "Available")
        .map(
            c ->
                "True".equals(c.string("status"))
                    ? "True"
                    : c.string("status", "") + " (" + c.string("reason", "") + ")")
        .orElse("Unknown");
  }

  private static JsonObject queuing(JsonObject level) {
    return level.objectAt("spec", "limited", "limitResponse", "queuing");
  }

  private static Json limit(JsonObject holder, String field) {
    return holder.isEmpty() ? Json.of(Cells.NONE) : Json.of(holder.integer(field, 0));
  }
}
