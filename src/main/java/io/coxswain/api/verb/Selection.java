package io.coxswain.api.verb;

import io.coxswain.api.resource.Strategies;
import io.coxswain.api.resource.Strategy;
import io.coxswain.cache.Entry;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldSelector;
import io.coxswain.kube.LabelSelector;
import io.coxswain.schema.ResourceType;
import java.util.Set;

/** The label and field selectors of a list, watch or deletecollection. */
final class Selection {
  /** Kinds with conversions of their own, whose refusal upstream words differently. */
  private static final Set<String> OWN_FIELDS =
      Set.of(
          "pods", "nodes", "events", "namespaces", "secrets", "services", "replicationcontrollers");

  private final LabelSelector labels;
  private final FieldSelector fields;
  private final Strategy strategy;
  private final String name;

  private Selection(LabelSelector labels, FieldSelector fields, Strategy strategy, String name) {
    this.labels = labels;
    this.fields = fields;
    this.strategy = strategy;
    this.name = name;
  }

  /**
   * @throws ApiException BadRequest for selectors that cannot be read and fields not supported
   */
  static Selection of(VerbRequest request) {
    LabelSelector labels = LabelSelector.parse(request.query().get("labelSelector"));
    FieldSelector fields = FieldSelector.parse(request.query().get("fieldSelector"));
    Strategy strategy = Strategies.of(request.type());
    String name = request.name().isEmpty() ? null : request.name();
    for (FieldSelector.Term term : fields.terms()) {
      requireSupported(term.field(), strategy, request.type());
      if (term.equal() && term.field().equals("metadata.name")) {
        name = term.value();
      }
    }
    return new Selection(labels, fields, strategy, name);
  }

  private static void requireSupported(String field, Strategy strategy, ResourceType type) {
    boolean meta = field.equals("metadata.name") || field.equals("metadata.namespace");
    if (meta || strategy.selectableField(JsonObject.EMPTY, field) != null) {
      return;
    }
    throw ApiException.badRequest(
        OWN_FIELDS.contains(type.storageResource()) || type.isCustom()
            ? "field label not supported: " + field
            : "\""
                + field
                + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
  }

  /** Whether everything in the namespace is meant. */
  boolean isEverything() {
    return labels.isEverything() && fields.isEverything() && name == null;
  }

  /** Whether objects have to be parsed to be judged. */
  boolean isCostly() {
    return !labels.isEverything() || !fields.isEverything();
  }

  /** The one name that can match, or {@code null}. */
  String name() {
    return name;
  }

  boolean matches(Entry entry) {
    if (name != null && !name.equals(entry.key().name())) {
      return false;
    }
    return (labels.isEverything() || labels.matches(entry.labels())) && fieldsMatch(entry);
  }

  private boolean fieldsMatch(Entry entry) {
    for (FieldSelector.Term term : fields.terms()) {
      String actual =
          switch (term.field()) {
            case "metadata.name" -> entry.key().name();
            case "metadata.namespace" -> entry.key().namespace();
            default -> strategy.selectableField(entry.object(), term.field());
          };
      if ((actual == null ? "" : actual).equals(term.value()) != term.equal()) {
        return false;
      }
    }
    return true;
  }
}
