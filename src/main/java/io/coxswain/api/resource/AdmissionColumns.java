package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.List;

/** The tables of what admission and dynamic allocation are configured by. */
final class AdmissionColumns {
  static final Columns WEBHOOKS =
      Table.named()
          .integer(
              "Webhooks",
              "Webhooks indicates the number of webhooks registered in this configuration",
              o -> o.array("webhooks").size())
          .age()
          .columns();

  static final Columns VALIDATING_POLICIES =
      policies(
          "Validations",
          "Validations indicates the number of validation rules defined in this configuration",
          "validations");

  static final Columns MUTATING_POLICIES =
      policies(
          "Mutations",
          "Mutation indicates the number of mutations rules defined in this configuration",
          "mutations");

  static final Columns POLICY_BINDINGS =
      Table.named()
          .text(
              "PolicyName",
              "PolicyName indicates the policy definition which the policy binding binded to",
              o -> o.object("spec").string("policyName"))
          .text(
              "ParamRef",
              "ParamRef indicates the param resource which sets the configration param",
              AdmissionColumns::parameters)
          .age()
          .columns();

  static final Columns RESOURCE_CLAIMS =
      Table.named()
          .text(
              "State",
              "A summary of the current state (allocated, pending, reserved, etc.).",
              AdmissionColumns::state)
          .age()
          .columns();

  static final Columns RESOURCE_SLICES =
      Table.named()
          .text("Node", "Where.", o -> o.object("spec").string("nodeName"))
          .text("Driver", "Whose.", o -> o.object("spec").string("driver"))
          .text("Pool", "Of what.", o -> o.objectAt("spec", "pool").string("name"))
          .age()
          .columns();

  /** Nothing but name and age. */
  static final Columns NAMED = Table.named().age().columns();

  private AdmissionColumns() {}

  private static Columns policies(String name, String description, String field) {
    return Table.named()
        .integer(name, description, o -> o.object("spec").array(field).size())
        .text(
            "ParamKind",
            "ParamKind specifies the kind of resources used to parameterize this policy",
            AdmissionColumns::parameterKind)
        .age()
        .columns();
  }

  private static String parameterKind(JsonObject policy) {
    JsonObject kind = policy.objectAt("spec", "paramKind");
    return kind.isEmpty()
        ? Cells.UNSET
        : kind.string("apiVersion", "") + "/" + kind.string("kind", "");
  }

  /** Whether they are in a namespace is not to be seen here: then a star stands for it. */
  private static String parameters(JsonObject binding) {
    JsonObject reference = binding.objectAt("spec", "paramRef");
    String name = reference.string("name", "");
    if (!name.isEmpty()) {
      String namespace = reference.string("namespace", "");
      return (namespace.isEmpty() ? "*" : namespace) + "/" + name;
    }
    return reference.has("selector") ? Cells.selector(reference.object("selector")) : Cells.UNSET;
  }

  private static String state(JsonObject claim) {
    List<String> states = new ArrayList<>();
    JsonObject status = claim.object("status");
    boolean deleting = Meta.isDeleting(claim);
    if (deleting) {
      states.add("deleted");
    }
    if (status.has("allocation")) {
      states.add("allocated");
      if (!status.array("reservedFor").isEmpty()) {
        states.add("reserved");
      }
    } else if (!deleting) {
      states.add("pending");
    }
    return String.join(",", states);
  }
}
