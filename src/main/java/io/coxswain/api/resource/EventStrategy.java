package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Meta;
import java.util.List;
import java.util.Set;

/** Events: one kind in two groups, stored as core's. */
final class EventStrategy extends StandardStrategy {
  private static final String EVENTS_V1 = "events.k8s.io/v1";

  EventStrategy() {
    super(Traits.NAMESPACED.creatableByUpdate());
  }

  @Override
  public JsonObject convert(JsonObject object, String apiVersion) {
    return apiVersion.equals(EVENTS_V1) ? toEvents(object) : toCore(object);
  }

  /** What the fields are called in the core group, and in events.k8s.io. */
  private static final List<List<String>> NAMES =
      List.of(
          List.of("involvedObject", "regarding"),
          List.of("message", "note"),
          List.of("source", "deprecatedSource"),
          List.of("firstTimestamp", "deprecatedFirstTimestamp"),
          List.of("lastTimestamp", "deprecatedLastTimestamp"),
          List.of("count", "deprecatedCount"),
          List.of("reportingComponent", "reportingController"));

  private static final Set<String> ALWAYS = Set.of("involvedObject", "source");

  /** The core form of an event in either form. */
  static JsonObject toCore(JsonObject event) {
    if (!event.string("apiVersion", "v1").equals(EVENTS_V1)) {
      return event;
    }
    return renamed(event, "v1", 1, 0);
  }

  private static JsonObject toEvents(JsonObject event) {
    if (event.string("apiVersion", "").equals(EVENTS_V1)) {
      return event;
    }
    return renamed(event, EVENTS_V1, 0, 1);
  }

  private static JsonObject renamed(JsonObject event, String apiVersion, int from, int to) {
    JsonObject.Builder out = event.toBuilder().put("apiVersion", apiVersion);
    for (List<String> names : NAMES) {
      Json value = event.get(names.get(from));
      boolean always = ALWAYS.contains(names.getFirst());
      out.remove(names.get(from))
          .put(names.get(to), value == null && always ? JsonObject.EMPTY : value);
    }
    return out.build();
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    boolean modern = object.string("apiVersion", "").equals(EVENTS_V1);
    JsonObject event = toCore(object);
    String namespace = event.object("involvedObject").string("namespace", "");
    String own = Meta.namespace(event);
    boolean cluster = namespace.isEmpty() && (own.equals("default") || own.equals("kube-system"));
    if (!namespace.equals(own) && !cluster) {
      errors.add(
          FieldError.invalid(
              modern ? "regarding.namespace" : "involvedObject.namespace",
              namespace,
              "does not match event.namespace"));
    }
    if (!event.has("eventTime") && !modern) {
      return; // an event of the old kind: anything goes
    }
    if (modern && !event.has("eventTime")) {
      errors.add(FieldError.required("eventTime", ""));
    }
    required("reportingController", event, "reportingComponent", 128, errors);
    required("reportingInstance", event, "reportingInstance", 128, errors);
    required("action", event, "action", 128, errors);
    required("reason", event, "reason", 128, errors);
    if (event.string("message", "").length() > 1024) {
      errors.add(FieldError.invalid("message", "", "can have at most 1024 characters"));
    }
  }

  private static void required(
      String path, JsonObject event, String field, int max, List<FieldError> errors) {
    String value = event.string(field, "");
    if (value.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    } else if (value.length() > max) {
      errors.add(FieldError.invalid(path, "", "can have at most " + max + " characters"));
    }
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    validateBody(object, errors);
    if (!object.string("apiVersion", "").equals(EVENTS_V1)) {
      return;
    }
    for (String field :
        List.of(
            "regarding",
            "reason",
            "action",
            "reportingController",
            "reportingInstance",
            "eventTime",
            "type")) {
      Check.immutable(field, object.get(field), toEvents(old).get(field), errors);
    }
  }

  @Override
  public String selectableField(JsonObject object, String path) {
    JsonObject event = toCore(object);
    JsonObject about = event.object("involvedObject");
    String involved = "involvedObject.";
    String regarding = "regarding.";
    if (path.startsWith(involved) || path.startsWith(regarding)) {
      String field = path.substring(path.indexOf('.') + 1);
      return List.of(
                  "kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")
              .contains(field)
          ? about.string(field, "")
          : null;
    }
    return switch (path) {
      case "reason", "type" -> event.string(path, "");
      case "reportingComponent", "reportingController" -> event.string("reportingComponent", "");
      case "source" -> {
        String source = event.object("source").string("component", "");
        yield source.isEmpty() ? event.string("reportingComponent", "") : source;
      }
      default -> super.selectableField(object, path);
    };
  }

  @Override
  public Columns columns() {
    return CoreColumns.EVENTS;
  }
}
